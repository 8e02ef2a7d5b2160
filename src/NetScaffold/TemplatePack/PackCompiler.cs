using System.Collections.Immutable;
using System.Text.RegularExpressions;
using NetScaffold.Answers;
using NetScaffold.Bundles;
using NetScaffold.Diagnostics;
using NetScaffold.Planning;
using NetScaffold.Rendering;

namespace NetScaffold.TemplatePack;

/// <summary>Compiles the template sources to a native template of <c>dotnet new</c>: Scriban runs once, directives stay for the engine.</summary>
internal static partial class PackCompiler
{
    /// <summary>Folder of the compiled text, from the repository's root.</summary>
    public const string ContentFolder = "templates/dotnet-new";

    /// <summary>Folder of the template's configuration.</summary>
    public const string ConfigurationFolder = ".template.config";

    /// <summary>Compiles the template.</summary>
    /// <returns>The configuration and the text, by path from the repository's root.</returns>
    public static RenderedBundle Compile(TemplateSet templates, PackPlaceholders placeholders)
    {
        var answers = Answers(placeholders);
        var files = Files(templates, answers);
        var template = new TemplateJson(new EngineCondition(answers), placeholders, files, [.. files.SelectMany(f => DecisionsIn(f.Text))]);
        return RenderedBundle.From(
        [
            .. files.Select(f => f with { Path = $"{ContentFolder}/{f.Path}" }),
            new RenderedFile($"{ConfigurationFolder}/template.json", template.Print()),
            new RenderedFile($"{ConfigurationFolder}/dotnetcli.host.json", TemplateJson.PrintFlags()),
        ]);
    }

    /// <summary>False for what follows a choice by other means than directives, mappings and placeholders, so that the engine cannot follow it yet.</summary>
    public static bool IsIncluded(string path) =>
        // Lists decisions and findings.
        path != "README.md"
        // Computed from the decided objects.
        && !path.StartsWith("docs/", StringComparison.Ordinal)
        // Follow scaling.autoscaling and scaling.disruptionBudget in the model.
        && !path.Contains("/services/") && !path.StartsWith("helm/app/values", StringComparison.Ordinal)
        // Made of the values that are chosen; a JSON schema has no lines that a directive could choose.
        && path != "helm/platform/values.schema.json"
        // Differences between decided texts.
        && !path.StartsWith("kustomize/app/overlays/", StringComparison.Ordinal)
        // The answers, their schema and the lock: about the tool.
        && !path.StartsWith("netscaffold.", StringComparison.Ordinal);

    /// <summary>Default answers, placeholders where texts are filled in; nothing validates these, since the engine validates what takes their place.</summary>
    private static AnswerSet Answers(PackPlaceholders placeholders)
    {
        var defaults = AnswersReader.Read(AnswersTree.Map(new SourceLocation("(default)"), ("name", new Yaml.YamlScalar("name", IsPlain: true, new SourceLocation("(default)"))))).Value
            ?? throw new TemplateException("the default answers are not valid");
        return defaults with
        {
            Name = placeholders.Name,
            Namespace = placeholders.Namespace,
            Edge = defaults.Edge with { Host = placeholders.Host },
            TlsEmail = placeholders.Email,
            TlsIssuerName = placeholders.IssuerName,
            Choices = defaults.Choices.SetItem(Questions.Kubernetes.Path, [placeholders.Kubernetes]).SetItem(Questions.PodSecurity.Path, [placeholders.PodSecurity]),
        };
    }

    private static ImmutableArray<RenderedFile> Files(TemplateSet templates, AnswerSet answers)
    {
        var plan = Planner.Plan(answers, DateOnly.MinValue);
        if (!plan.TryGet(out var value)) throw new TemplateException(string.Join("; ", plan.Diagnostics));
        return [.. Renderer.RenderUndecided(value, templates).Files.Where(f => IsIncluded(f.Path))];
    }

    private static IEnumerable<string> DecisionsIn(string text) => Directive().Matches(text).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"^[ \t]*#(?:if|elseif) \(([A-Za-z0-9]+)\)$", RegexOptions.Multiline)]
    private static partial Regex Directive();
}
