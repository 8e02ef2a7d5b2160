using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Rendering;
using NetScaffold.TemplatePack;
using NetScaffold.Yaml;

namespace NetScaffold.Tests.TemplatePack;

/// <summary>Answers that both ways are given: as flags of <c>dotnet new</c>, and as a tree for the tool's pipeline.</summary>
public sealed record PackCase(string Name, ImmutableArray<(Question Question, string Value)> Answers)
{
    public static PackCase Of(params ReadOnlySpan<(Question, string)> answers) => new("shop", [.. answers]);

    public IEnumerable<string> Arguments => Answers.SelectMany(a => new[] { a.Question.Flag!, a.Value }).Prepend(Name).Prepend("--name");

    /// <summary>What the tool's pipeline renders, of the files that the template writes; null when it refuses.</summary>
    public IReadOnlyDictionary<string, string>? Expected => Scaffold.Run(Tree(), new DateOnly(2026, 8, 22), TemplateSet.BuiltIn).Value?.Bundle.Files
        .Where(f => PackCompiler.IsIncluded(f.Path)).ToDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal);

    public override string ToString() => string.Join(' ', Arguments);

    private YamlMap Tree()
    {
        var tree = new YamlMap([], new("answers"));
        foreach (var (question, value) in Answers.Add((Questions.Name, Name)))
        {
            var isList = question == Questions.Layers;
            YamlNode node = isList ? new YamlSequence([.. (value == "all" ? ["cluster", "platform", "app"] : new[] { value }).Select(Scalar)], new("answers")) : Scalar(value);
            tree = AnswersTree.Set(tree, question.Path, node, out _);
        }

        return tree;
    }

    // Plain, so that true is a boolean.
    private static YamlScalar Scalar(string text) => new(text, IsPlain: text is "true" or "false", new("answers"));
}

/// <summary>The cases.</summary>
internal static class PackCases
{
    /// <summary>Nobody issues for example.com, but for this name.</summary>
    private const string PublicHost = "shop.acme-corp.dev";

    /// <summary>Each question with its choices, as <c>dotnet new</c> has them.</summary>
    public static IEnumerable<(Question Question, string Value)> Choices => PackSymbols.Choices.SelectMany(q => ValuesOf(q).Select(v => (q, v)));

    public static IEnumerable<PackCase> Singles => Choices.Select(c => Of(c)).Append(Of()).DistinctBy(c => c.ToString());

    /// <summary>True for a choice that stands for itself when nothing is given.</summary>
    public static bool IsDefault(PackCase single) => single.Answers.All(a => a.Question == Questions.Bundle || a.Value == (a.Question == Questions.Layers ? "all" : a.Question.Default?.Trim('"')));

    public static IEnumerable<PackCase> Pairs => Choices.SelectMany((one, i) => Choices.Skip(i + 1).Where(o => o.Question != one.Question).Select(other => Of(one, other)));

    /// <summary>Texts of every kind, hostile ones among them: placeholders, parts of them, and what holds the name.</summary>
    public static IEnumerable<PackCase> Texts =>
    [
        PackCase.Of() with { Name = "a" },
        PackCase.Of() with { Name = "app-name" },
        PackCase.Of((Questions.EdgeApi, "none")) with { Name = "envoy-gateway-system" },
        PackCase.Of((Questions.Bundle, "both")) with { Name = new string('x', 40) },
        PackCase.Of((Questions.Bundle, "both"), (Questions.Namespace, "app-namespace")),
        PackCase.Of((Questions.Bundle, "both"), (Questions.Namespace, new string('n', 63))),
        PackCase.Of((Questions.Bundle, "kustomize"), (Questions.Host, PublicHost)),
        PackCase.Of((Questions.Bundle, "both"), (Questions.Host, "shop.app-name.1.app-host.1.1e3.local")),
        PackCase.Of((Questions.Bundle, "both"), (Questions.Host, "1e3.app-email.1.dev"), (Questions.TlsEmail, "app-name.1+app-host.1@app-email.1.dev"), (Questions.Namespace, "shop-shop")),
        PackCase.Of((Questions.Bundle, "both"), (Questions.TlsIssuer, "existing"), (Questions.TlsIssuerName, "app-name.1.app-issuer.1")),
    ];

    /// <summary>Refused by both.</summary>
    public static IEnumerable<(PackCase Case, string Text)> Refused =>
    [
        (PackCase.Of() with { Name = "my.app" }, "--name is not valid"),
        (PackCase.Of() with { Name = "my-" }, "--name is not valid"),
        (PackCase.Of() with { Name = "My" }, "--name is not valid"),
        (PackCase.Of() with { Name = "true" }, "--name is not valid"),
        (PackCase.Of() with { Name = new string('x', 41) }, "--name is not valid"),
        (PackCase.Of((Questions.Namespace, "no")), "--namespace is not valid"),
        (PackCase.Of((Questions.Namespace, "a b")), "--namespace is not valid"),
        (PackCase.Of((Questions.Host, "a.dev\n")), "--host is not valid"),
        (PackCase.Of((Questions.Host, "localhost")), "--host is not valid"),
        (PackCase.Of((Questions.Host, "10.0.0.1")), "--host is not valid"),
        (PackCase.Of((Questions.Host, "{{a}}.dev")), "--host is not valid"),
        (PackCase.Of((Questions.TlsEmail, "\"a\"@b.dev"), (Questions.TlsIssuer, "letsencrypt"), (Questions.Host, PublicHost)), "--acme-email is not valid"),
        (PackCase.Of((Questions.TlsIssuer, "existing")), "--tls-issuer-name is required"),
        (PackCase.Of((Questions.Cni, "existing"), (Questions.ExistingPolicies, "false")), "NS2002"),
        (PackCase.Of((Questions.TlsIssuer, "letsencrypt")), "NS2512"),
        (PackCase.Of((Questions.LoadBalancer, "internal")), "NS2583"),
        (PackCase.Of((Questions.Namespace, "kube-system")), "NS2066"),
        (PackCase.Of((Questions.Namespace, "envoy-gateway-system")), "NS2066"),
        (PackCase.Of((Questions.Namespace, "cert-manager")), "NS2066"),
        (PackCase.Of() with { Name = "istio-system" }, "NS2066"),
        (PackCase.Of() with { Name = "monitoring" }, "NS2066"),
    ];

    /// <summary>The answers, with what they need beside them to be accepted.</summary>
    private static PackCase Of(params ReadOnlySpan<(Question Question, string Value)> answers)
    {
        List<(Question Question, string Value)> all = [.. answers];
        void Need(Question question, string value)
        {
            if (all.All(a => a.Question != question)) all.Add((question, value));
        }

        foreach (var (question, value) in answers)
        {
            if (question == Questions.TlsIssuer && value == "existing") Need(Questions.TlsIssuerName, "company-ca");
            if (question == Questions.TlsIssuer && value == "letsencrypt") Need(Questions.Host, PublicHost);
            if (question == Questions.ExistingPolicies) Need(Questions.Cni, "existing");
            if (question == Questions.ExistingPolicies && value == "false") Need(Questions.Policies, "none");
        }

        Need(Questions.Bundle, "both");
        return new PackCase("shop", [.. all]);
    }

    private static IEnumerable<string> ValuesOf(Question question) => question.Shape switch
    {
        // An internal load balancer is a cloud's, and the platform is not asked here.
        ChoiceShape when question == Questions.LoadBalancer => ["external", "none"],
        ChoiceShape => TemplateJson.ChoicesOf(question).Select(c => c.Value),
        BooleanShape => ["true", "false"],
        _ => ["all", "app"],
    };
}
