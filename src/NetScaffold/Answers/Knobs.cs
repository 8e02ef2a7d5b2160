using System.Collections.Immutable;
using NetScaffold.Decisions;

namespace NetScaffold.Answers;

/// <summary>What an environment may set: scalars that stay adjustable in the bundle. What would change the structure of the bundle is not among them.</summary>
internal static class Knobs
{
    /// <summary>The paths of all knobs that these answers give the bundle, in the order of the answers.</summary>
    public static ImmutableSortedSet<string> PathsOf(AnswerSet answers)
    {
        var paths = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        if (DecisionCatalogue.Get("rateLimit").When.Holds(answers)) paths.Add(Questions.RateLimit.Path);
        if (DecisionCatalogue.Get("appAlerts").When.Holds(answers)) paths.Add(Questions.PrometheusRelease.Path);
        foreach (var service in answers.Services.Where(s => s.Kind != ServiceKind.External))
        {
            var prefix = $"services.{service.Name}";
            paths.Add($"{prefix}.replicas");
            if (service.Placeholder == Placeholder.None) paths.Add($"{prefix}.image");
            paths.Add($"{prefix}.resources.cpu");
            paths.Add($"{prefix}.resources.memory");
            paths.Add($"{prefix}.resources.memoryLimit");
            if (service.Resources.CpuLimit is not null) paths.Add($"{prefix}.resources.cpuLimit");
            if (service.Canary is { } canary)
            {
                paths.Add($"{prefix}.canary.image");
                if (canary.Weight is not null) paths.Add($"{prefix}.canary.weight");
            }

            if (service.Autoscaling is { } autoscaling)
            {
                paths.Add($"{prefix}.autoscaling.max");
                if (autoscaling.Cpu is not null) paths.Add($"{prefix}.autoscaling.cpu");
                if (autoscaling.Memory is not null) paths.Add($"{prefix}.autoscaling.memory");
                if (autoscaling.Metric is not null)
                {
                    paths.Add($"{prefix}.autoscaling.metric.query");
                    paths.Add($"{prefix}.autoscaling.metric.target");
                }
            }

            if (service.Storage is { } storage && answers.IsGiven($"{prefix}.storage"))
            {
                paths.Add($"{prefix}.storage.size");
                if (storage.Class.Length > 0) paths.Add($"{prefix}.storage.class");
            }

            foreach (var variable in service.Environment.Where(v => v.Literal is not null)) paths.Add($"{prefix}.env.{variable.Name}");
        }

        return paths.ToImmutable();
    }
}
