using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about when the kubelet asks a container, and when it stops it.</summary>
internal static class ProbeRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4523", Severity.Error, "A probe of a port that is not there", "the kubelet finds no such port, so the probe always fails.", "Name a port of the same container, or give the number.", FindMissingPorts) { Item = "C11" },
        new("NS4524", Severity.Warning, "A probe that may take longer than its period", "answers that are late come after the next probe was due, so failures are counted slower than written.", "Set timeoutSeconds to periodSeconds or less.", FindLongTimeouts) { Item = "C11" },
        new("NS4525", Severity.Info, "A delay beside a startup probe", "a startup probe holds the others back already, and the delay makes a quick start slow.", "Leave initialDelaySeconds out.", FindNeedlessDelays) { Item = "C11" },
        new("NS4527", Severity.Warning, "A preStop hook as long as the grace period", "both run at once, so the container is killed before it hears that it should end.", "Raise terminationGracePeriodSeconds above the sleep and the longest request.", FindLongSleeps),
        new("NS4535", Severity.Warning, "A liveness probe without time to start", "a slow start, as on a busy node, is taken for a hang, and the container is restarted over and over.", "Add a startupProbe, which the others wait for.", FindHastyProbes) { Item = "C11" },
    ];

    private const long DefaultPeriod = 10;

    private const long DefaultTimeout = 1;

    private const long DefaultThreshold = 3;

    private const long DefaultGrace = 30;

    /// <summary>In less than this a container is not given up while it starts.</summary>
    private const long LeastBudget = 10;

    private static readonly string[] Probes = ["startupProbe", "readinessProbe", "livenessProbe"];

    private static readonly string[] Handlers = ["httpGet", "tcpSocket"];

    private static IEnumerable<(PodTemplate Pod, PodContainer Container, string Name, YamlMap Probe)> Each(ObjectSet objects) =>
        from pod in objects.Pods
        from container in pod.Serving
        from name in Probes
        let probe = container.Map.MapAt(name)
        where probe is not null
        select (pod, container, name, probe);

    private static IEnumerable<ObjectHit> FindMissingPorts(ObjectSet objects) =>
        from probe in Each(objects)
        where !probe.Container.IsInjected
        from handler in Handlers
        let port = probe.Probe.NodeAt(handler, "port") as YamlScalar
        where port is not null && !long.TryParse(port.Text, NumberStyles.None, CultureInfo.InvariantCulture, out _) && !probe.Container.Ports.Any(p => p.TextAt("name") == port.Text)
        select new ObjectHit(probe.Pod.Owner, port, $"{probe.Name} of {probe.Container} asks port {Shown.Text(port.Text)}, and the container has no port of that name");

    private static IEnumerable<ObjectHit> FindLongTimeouts(ObjectSet objects) =>
        from probe in Each(objects)
        // At the start a late answer costs nothing: the kubelet waits for each, and asks again.
        where probe.Name != "startupProbe"
        let timeout = probe.Probe.NumberAt("timeoutSeconds") ?? DefaultTimeout
        let period = probe.Probe.NumberAt("periodSeconds") ?? DefaultPeriod
        where timeout > period
        select new ObjectHit(probe.Pod.Owner, probe.Probe.NearestTo("timeoutSeconds"), $"{probe.Name} of {probe.Container} may take {timeout} s, and runs each {period} s");

    private static IEnumerable<ObjectHit> FindNeedlessDelays(ObjectSet objects) =>
        from probe in Each(objects)
        where probe.Name != "startupProbe" && probe.Container.Map.MapAt("startupProbe") is not null && probe.Probe.NumberAt("initialDelaySeconds") is > 0
        select new ObjectHit(probe.Pod.Owner, probe.Probe.NearestTo("initialDelaySeconds"), $"{probe.Name} of {probe.Container} waits {probe.Probe.NumberAt("initialDelaySeconds")} s, and there is a startupProbe");

    private static IEnumerable<ObjectHit> FindLongSleeps(ObjectSet objects)
    {
        foreach (var pod in objects.Pods)
        {
            var grace = pod.Spec.NumberAt("terminationGracePeriodSeconds") ?? DefaultGrace;
            foreach (var container in pod.Serving)
            {
                var hook = container.Map.MapAt("lifecycle", "preStop");
                var slept = hook.NumberAt("sleep", "seconds");
                if ((slept ?? SecondsOf(hook.TextsAt("exec", "command"))) is not { } seconds || seconds < grace) continue;
                yield return new ObjectHit(pod.Owner, container.Map.NearestTo("lifecycle", "preStop"), $"preStop of {container} sleeps {seconds} s of {grace} s")
                {
                    // The API server compares the two where the hook is no program.
                    Severity = slept > grace ? Severity.Error : null,
                };
            }
        }
    }

    /// <summary>How long a command sleeps that does nothing else: <c>sleep 30</c>, with a shell or without.</summary>
    private static long? SecondsOf(IEnumerable<YamlScalar> command)
    {
        var words = command.SelectMany(w => w.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        return words is [.., var sleep, var seconds] && sleep is "sleep" or "/bin/sleep" && long.TryParse(seconds.TrimEnd('s'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static IEnumerable<ObjectHit> FindHastyProbes(ObjectSet objects) =>
        from probe in Each(objects)
        where probe.Name == "livenessProbe" && probe.Container.Map.MapAt("startupProbe") is null
        let budget = Saturated(probe.Probe.NumberAt("initialDelaySeconds") ?? 0, probe.Probe.NumberAt("periodSeconds") ?? DefaultPeriod, probe.Probe.NumberAt("failureThreshold") ?? DefaultThreshold)
        where budget < LeastBudget
        select new ObjectHit(probe.Pod.Owner, probe.Probe, $"livenessProbe of {probe.Container} gives up after {budget} s");

    /// <summary>No probe is that long; a number that is must not overflow.</summary>
    private static long Saturated(long delay, long period, long threshold) => (long)Math.Min((double)delay + (double)period * threshold, int.MaxValue);
}
