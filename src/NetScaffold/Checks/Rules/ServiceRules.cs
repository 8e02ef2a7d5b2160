using System.Collections.Immutable;
using NetScaffold.Connectivity;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about Services: whom they lead to, and how.</summary>
internal static class ServiceRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4156", Severity.Error, "A Service that leads to no port", "calls to it fail: there is nothing behind it.", "Give the selector labels that the pods have, and the port a number or name of one of their containers' ports.", FindMissingTargets) { Item = "C20" },
    ];

    private static IEnumerable<ObjectHit> FindMissingTargets(ObjectSet objects)
    {
        foreach (var service in objects.OfKind("", "Service"))
        {
            var spec = service.Root.MapAt("spec");
            if (spec.MapAt("selector") is not { } labels || spec.TextAt("type") == "ExternalName") continue;
            var selector = ObjectSet.PlainSelectorOf(labels);
            var pods = objects.PodsWith(service.NamespaceOrDefault, selector).ToList();
            if (pods.Count == 0 && objects.KnowsPodsOf(service.NamespaceOrDefault, selector))
            {
                // Pods with some of the labels were meant, and missed. Without any, theirs may come from elsewhere.
                var isMissed = selector.Requirements.Any(r => objects.PodsWith(service.NamespaceOrDefault, new LabelSelector([r])).Any());
                yield return new ObjectHit(service, labels, $"No pod of the namespace has the labels {selector}") { Severity = isMissed ? null : Severity.Warning };
            }

            if (pods.Count == 0) continue;
            foreach (var port in spec.MapsAt("ports"))
            {
                // A container need not name its ports, so a number may be right all the same; a name cannot.
                if (port.NodeAt("targetPort") is YamlScalar target && !target.TryInteger(out _) && pods.TrueForAll(p => p.PortNumber(target, port.TextAt("protocol") ?? "TCP") is null))
                    yield return new ObjectHit(service, target, $"No container of {pods[0]} has a port named {Shown.Text(target.Text)}");
            }
        }
    }
}
