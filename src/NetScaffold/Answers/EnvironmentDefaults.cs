namespace NetScaffold.Answers;

/// <summary>An environment that is not the base is smaller, unless it says otherwise: one replica, scaling to two, half the requests.</summary>
internal static class EnvironmentDefaults
{
    /// <summary>The answers as they stand in an environment.</summary>
    /// <param name="answers">The answers with the environment's own <c>set</c> laid over them.</param>
    /// <param name="environment">Not the base.</param>
    public static AnswerSet Apply(AnswerSet answers, EnvironmentAnswer environment) =>
        answers with { Services = [.. answers.Services.Select(s => s.Kind == ServiceKind.External ? s : Apply(s, environment))] };

    private static ServiceAnswer Apply(ServiceAnswer service, EnvironmentAnswer environment)
    {
        bool Sets(string path) => environment.Sets.Contains($"services.{service.Name}.{path}");
        var replicas = Sets("replicas") ? service.Replicas : 1;
        return service with
        {
            Replicas = replicas,
            Autoscaling = service.Autoscaling is { } autoscaling ? autoscaling with { Max = Sets("autoscaling.max") ? autoscaling.Max : Math.Max(replicas, Math.Min(2, autoscaling.Max)) } : null,
            Resources = service.Resources with
            {
                Cpu = Sets("resources.cpu") ? service.Resources.Cpu : Quantity.HalfCpu(service.Resources.Cpu),
                Memory = Sets("resources.memory") ? service.Resources.Memory : Quantity.HalfMemory(service.Resources.Memory),
            },
        };
    }
}
