using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;

namespace NetScaffold.TemplatePack;

/// <summary>A reason to write nothing.</summary>
/// <param name="Symbol">The symbol that holds then; null when <paramref name="Condition"/> is one already.</param>
/// <param name="Condition">When it holds, in the engine's words.</param>
/// <param name="Text">What the user reads.</param>
internal sealed record PackRefusal(string? Symbol, string Condition, string Text);

/// <summary>Every reason to write nothing that can be broken by the answers asked here.</summary>
internal static class PackRefusals
{
    /// <summary>Texts that are not of their grammar, an answer that is missing, and the rules of severity error.</summary>
    public static ImmutableArray<PackRefusal> For(EngineCondition conditions)
    {
        var refusals = ImmutableArray.CreateBuilder<PackRefusal>();
        foreach (var text in PackText.All)
        {
            refusals.Add(new(null, $"!{PackSymbols.ValidityOf(text)}", $"error: {Flag(text.Question)} is not valid: use {text.Allowed}."));
        }

        refusals.Add(new("issuerNameIsMissing", $"{conditions.Of(Questions.TlsIssuerName.AppliesWhen)} && {PackSymbols.NameOf(Questions.TlsIssuerName)} == \"\"",
            $"error: {Flag(Questions.TlsIssuerName)} is required: {Questions.TlsIssuerName.Help}"));

        foreach (var rule in RuleCatalogue.All.Where(r => r.Severity == Severity.Error))
        {
            if (Condition(rule, conditions) is { } condition and not "false") refusals.Add(new($"breaks{rule.Code}", condition, $"error {rule.Code}: {rule.Title}: {rule.Reason} {rule.Fix}"));
        }

        return refusals.ToImmutable();
    }

    /// <summary>Rules of severity error that nothing asked here can break: they are about services, lists, addresses and the platform.</summary>
    public static ImmutableArray<string> NeverBroken { get; } =
        ["NS2003", "NS2007", "NS2009", "NS2010", "NS2012", "NS2015", "NS2020", "NS2021", "NS2025", "NS2038", "NS2039", "NS2046", "NS2061", "NS2062", "NS2069", "NS2088", "NS2094", "NS2102", "NS2120", "NS2144", "NS2147", "NS2154", "NS2174", "NS2175", "NS2180", "NS2201", "NS2204", "NS2221", "NS2222", "NS2224", "NS2225", "NS2227", "NS2502", "NS2503", "NS2504", "NS2506", "NS2510", "NS2511", "NS2513", "NS2515", "NS2520", "NS2521", "NS2523", "NS2525", "NS2531", "NS2532", "NS2540", "NS2541", "NS2542", "NS2543", "NS2544", "NS2545", "NS2546", "NS2547", "NS2548", "NS2549", "NS2550", "NS2551", "NS2552", "NS2553", "NS2554", "NS2555", "NS2562", "NS2563", "NS2564", "NS2570", "NS2571", "NS2572", "NS2573", "NS2575", "NS2577", "NS2578", "NS2580", "NS2581", "NS2585", "NS2586", "NS2587", "NS2588", "NS2589", "NS2590", "NS2591", "NS2592", "NS2593", "NS2600", "NS2601", "NS2602", "NS2605", "NS2606", "NS2620", "NS2621", "NS2622", "NS2623", "NS2631", "NS2641", "NS2642", "NS2643", "NS2644", "NS2648", "NS2650", "NS2660", "NS2661", "NS2662"];

    private static string? Condition(Rule rule, EngineCondition conditions) => rule switch
    {
        { When: { } when } => conditions.Of(when),
        { Code: "NS2066" } => SystemNamespace(conditions),
        // About the text of the host, which the engine tests by a pattern.
        { Code: "NS2512" } => $"{conditions.Of(Questions.UsesLetsEncrypt)} && {PackSymbols.HostIsReserved}",
        _ => null,
    };

    private static string SystemNamespace(EngineCondition conditions)
    {
        static string Is(string name) => $"{PackSymbols.NamespaceOrName} == \"{name}\"";
        var named = ReservedNamespaces.Named.Select(n => conditions.Of(n.When) is not "true" and var when ? $"({Is(n.Namespace(conditions.Defaults))} && {when})" : Is(n.Namespace(conditions.Defaults)));
        return $"({string.Join(" || ", ReservedNamespaces.Always.Select(Is).Concat(named))})";
    }

    private static string Flag(Question question) => question.Flag ?? "--name";
}
