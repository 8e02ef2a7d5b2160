using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about pods that try something out, and end.</summary>
internal static class TestPodRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4595", Severity.Warning, "A test that is taken for the application", "its pods carry the labels by which those of the application are counted and called.", "Give the pods of tests a label of their own, such as app.kubernetes.io/component: test, and select by that label everywhere else.", FindSelected),
    ];

    private static IEnumerable<ObjectHit> FindSelected(ObjectSet objects)
    {
        var tests = objects.Pods.Where(IsTest).ToList();
        if (tests.Count == 0) yield break;
        var inNamespaces = tests.ToLookup(t => t.Namespace, StringComparer.Ordinal);
        foreach (var service in objects.OfKind("", "Service"))
        {
            var selector = ObjectSet.PlainSelectorOf(service.Root.MapAt("spec", "selector"));
            // A name of a port that the pods do not have keeps them out.
            var test = inNamespaces[service.NamespaceOrDefault].FirstOrDefault(t => selector.Matches(t.Labels) && service.Root.MapsAt("spec", "ports").Any(p => p.NodeAt("targetPort") is not YamlScalar target || t.PortNumber(target) is not null));
            if (test is not null) yield return Hit(test, $"{service} leads to it as well");
        }

        foreach (var budget in objects.OfKind("policy", "PodDisruptionBudget"))
        {
            var selector = ObjectSet.SelectorOf(budget, budget.Root.MapAt("spec"), "selector");
            if (inNamespaces[budget.NamespaceOrDefault].FirstOrDefault(t => selector.Matches(t.Labels)) is { } test) yield return Hit(test, $"{budget} counts it as well");
        }

        // An autoscaler averages over all pods that its target's selector means, those without requests too.
        var byName = objects.Pods.ToLookup(p => (p.Owner.Kind, p.Namespace, p.Owner.Name));
        foreach (var scaler in objects.OfKind("autoscaling", "HorizontalPodAutoscaler"))
        {
            var target = byName[(scaler.Root.TextAt("spec", "scaleTargetRef", "kind") ?? "", scaler.NamespaceOrDefault, scaler.Root.TextAt("spec", "scaleTargetRef", "name") ?? "")].FirstOrDefault();
            if (target is null) continue;
            var selector = ObjectSet.SelectorOf(target.Owner, target.Owner.Root.MapAt("spec"), "selector");
            if (inNamespaces[target.Namespace].FirstOrDefault(t => selector.Matches(t.Labels)) is { } test) yield return Hit(test, $"{scaler} averages over it as well, since {target} selects it");
        }
    }

    private static ObjectHit Hit(PodTemplate test, string problem) => new(test.Owner, test.Metadata?.NearestTo("labels") ?? (YamlNode)test.Spec, problem);

    /// <summary>By the label that ours have, or as a test of Helm.</summary>
    private static bool IsTest(PodTemplate pod) =>
        pod.Owner.Kind is "Pod" or "Job"
        && (pod.Labels.Get("app.kubernetes.io/component") == "test" || pod.Owner.Root.TextAt("metadata", "annotations", "helm.sh/hook")?.Split(',').Any(h => h.Trim() is "test" or "test-success") == true);
}
