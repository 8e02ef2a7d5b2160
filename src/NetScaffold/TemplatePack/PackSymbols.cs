using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Decisions;

namespace NetScaffold.TemplatePack;

/// <summary>What <c>dotnet new</c> asks so far, and how it is called there.</summary>
internal static class PackSymbols
{
    /// <summary>The symbol that tells whether the host is one that no public authority issues for.</summary>
    public const string HostIsReserved = "hostIsReserved";

    /// <summary>The namespace that is given, or the name.</summary>
    public const string NamespaceOrName = "namespaceOrName";

    /// <summary>Holds when something is written: every text is valid and no rule is broken.</summary>
    public const string IsWritten = "isWritten";

    /// <summary>The questions with choices that the written files, or a rule, depend on.</summary>
    public static ImmutableArray<Question> Choices { get; } =
    [
        Questions.Bundle, Questions.Layers, Questions.Kubernetes, Questions.Cni, Questions.ExistingPolicies,
        Questions.EdgeApi, Questions.LoadBalancer, Questions.TlsIssuer, Questions.Policies, Questions.PodSecurity,
    ];

    /// <summary>Facts that texts given here decide; all other facts are what they are for the default services.</summary>
    public static ImmutableDictionary<Fact, string> Facts { get; } = ImmutableDictionary.CreateRange(
        [KeyValuePair.Create(DecisionCatalogue.EmailIsGiven, $"{NameOf(Questions.TlsEmail)} != \"\"")]);

    /// <summary>The symbol of a question: <c>tlsIssuer</c> for <c>tls.issuer</c>.</summary>
    public static string NameOf(Question question)
    {
        var parts = question.Path.Split('.');
        return string.Concat(parts.Select((p, i) => i == 0 ? p : $"{char.ToUpperInvariant(p[0])}{p[1..]}"));
    }

    /// <summary>The symbol that tells whether a text is valid.</summary>
    public static string ValidityOf(PackText text) => $"{NameOf(text.Question)}IsValid";
}
