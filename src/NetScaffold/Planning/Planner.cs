using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;

namespace NetScaffold.Planning;

/// <summary>Takes all decisions: environments, hosts, and everything about each service.</summary>
public static class Planner
{
    private const string LetsEncrypt = "https://acme-v02.api.letsencrypt.org/directory";
    private const string LetsEncryptStaging = "https://acme-staging-v02.api.letsencrypt.org/directory";

    /// <summary>Plans a bundle.</summary>
    /// <param name="answers">Valid answers.</param>
    /// <param name="today">The day that waivers are judged by.</param>
    /// <returns>The plan, or the errors of the rules (NS2nnn); warnings and notes travel with the plan.</returns>
    public static Outcome<ScaffoldPlan> Plan(AnswerSet answers, DateOnly today)
    {
        var findings = RuleChecker.Check(answers, today);
        if (findings.Any(f => f.Severity == Severity.Error)) return Outcome.Failed<ScaffoldPlan>(findings);

        var users = answers.Services.SelectMany(s => s.Expose.Select(e => (Host: answers.HostOf(e), s.Name))).Distinct().ToLookup(u => u.Host, u => u.Name, StringComparer.Ordinal);
        var environments = answers.Environments.Select(e => PlanEnvironment(answers, e, users)).ToImmutableArray();
        // The bundle's README lists them: its text must not change on the day after a waiver.
        var dateless = RuleChecker.Check(answers, today: null);
        return Outcome.From(new ScaffoldPlan(answers, DecisionCatalogue.Take(answers), environments, dateless) { PolicyTests = PolicyTests.Of(answers) }, findings);
    }

    private static EnvironmentPlan PlanEnvironment(AnswerSet answers, EnvironmentAnswer environment, ILookup<string, string> users)
    {
        var own = answers.In(environment);
        var isBase = environment.Name == answers.BaseEnvironment.Name;
        var hosts = answers.HostsIn(environment).Select(h => new HostPlan(HostId.Of(h.Host, answers), h.Name, [.. users[h.Host]])).ToImmutableArray();
        var planner = new ServicePlanner(answers);
        var services = own.Services.Select(s => planner.Plan(s)).ToImmutableArray();
        return new EnvironmentPlan(environment.Name, isBase, environment.Namespace ?? answers.Namespace, hosts, isBase ? LetsEncrypt : LetsEncryptStaging, own, services);
    }
}
