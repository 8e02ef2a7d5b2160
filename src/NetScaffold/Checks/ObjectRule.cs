using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks;

/// <summary>A rule over objects of manifests, whoever wrote them.</summary>
/// <param name="Code">NS4nnn: rule nnn of the public list of rules, or from 500 on one of our own.</param>
/// <param name="Severity">Error: the cluster does not take the object, or it cannot work, whatever else there is. Warning: it works and is unsafe, fragile or likely unwanted.</param>
/// <param name="Title">What is wrong, in a few words that begin a sentence.</param>
/// <param name="Reason">Why it matters: a sentence in lower case that goes on behind a colon.</param>
/// <param name="Fix">What to do, one or two sentences.</param>
public sealed record ObjectRule(string Code, Severity Severity, string Title, string Reason, string Fix)
{
    /// <summary>Finds what breaks the rule.</summary>
    internal ObjectRule(string code, Severity severity, string title, string reason, string fix, Func<ObjectSet, IEnumerable<ObjectHit>> find)
        : this(code, severity, title, reason, fix) => Find = find;

    /// <summary>Everything that breaks the rule, in any order; never throws, whatever the objects are, and changes nothing: rules run beside each other.</summary>
    internal Func<ObjectSet, IEnumerable<ObjectHit>> Find { get; } = _ => [];

    /// <summary>The item of the guide's closing checklist that the rule is part of, such as <c>C11</c>; null when it is of none.</summary>
    public string? Item { get; init; }
}

/// <summary>A place where a rule is broken.</summary>
/// <param name="Object">Whose fault it is; its annotations may accept it.</param>
/// <param name="At">The value, or the nearest above one that is missing.</param>
/// <param name="Problem">What was found there, without a full stop, such as "The image nginx of container web has no tag".</param>
internal sealed record ObjectHit(ManifestObject Object, YamlNode At, string Problem)
{
    /// <summary>At a place that is known without its value.</summary>
    public ObjectHit(ManifestObject manifest, SourceLocation at, string problem)
        : this(manifest, new YamlScalar("", IsPlain: true, at), problem)
    {
    }

    /// <summary>How bad this one is, where that is not what the rule says of the usual case.</summary>
    public Severity? Severity { get; init; }
}
