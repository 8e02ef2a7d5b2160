using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Yaml;

namespace NetScaffold.TemplatePack;

/// <summary>A free text that <c>dotnet new</c> takes.</summary>
/// <param name="Question">The question; its path gives the symbol.</param>
/// <param name="Pattern">What the engine holds the text against; everything it takes is what the question takes. It ends in <c>\z</c>: <c>$</c> lets a final newline in.</param>
/// <param name="Allowed">What is allowed, for the message.</param>
/// <param name="IsOptional">The empty text stands for the default.</param>
internal sealed record PackText(Question Question, string Pattern, string Allowed, bool IsOptional)
{
    /// <summary>YAML's own words.</summary>
    private static readonly string NoWord = $"(?!({string.Join('|', YamlWords.BooleansAndNull)})\\z)";

    /// <summary>Labels of a DNS name; the last begins with a letter, so it is no address.</summary>
    private const string Labels = "([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\\.)+[a-z]([-a-z0-9]{0,61}[a-z0-9])?\\z";

    /// <summary>The texts.</summary>
    public static ImmutableArray<PackText> All { get; } =
    [
        new(Questions.Name, $"^{NoWord}[a-z]([-a-z0-9]{{0,38}}[a-z0-9])?\\z", TextType.Name40.Allowed, IsOptional: false),
        new(Questions.Namespace, $"^(\\z|{NoWord}[a-z]([-a-z0-9]{{0,61}}[a-z0-9])?\\z)", TextType.Namespace.Allowed, IsOptional: true),
        new(Questions.Host, $"^(?=.{{1,200}}\\z){Labels}", TextType.Host.Allowed, IsOptional: false),
        new(Questions.TlsEmail, $"^(\\z|[A-Za-z0-9][A-Za-z0-9._+-]{{0,63}}@(?=.{{1,200}}\\z){Labels})", TextType.Email.Allowed, IsOptional: true),
        // The template's writer quotes by the look of the text, so only what stands plain; Issuer/NAME is split, so the tool only.
        new(Questions.TlsIssuerName, $"^(\\z|{NoWord}(?=.{{1,253}}\\z)[a-z]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\z)",
            "the name of a ClusterIssuer, lower-case letters, digits, dashes and dots, starting with a letter", IsOptional: true),
    ];

    /// <summary>The texts by which a public certificate authority issues nothing, as <see cref="ReservedNames"/> says.</summary>
    public const string ReservedHost = "((^|\\.)(test|local|internal|localhost|invalid|example)|(^|\\.)example\\.[^.]+)\\z";
}
