using NetScaffold.Connectivity;
using NetScaffold.Yaml;

namespace NetScaffold.Checks;

/// <summary>What sets the number of pods by their load.</summary>
/// <param name="Object">A HorizontalPodAutoscaler, or a ScaledObject of KEDA.</param>
/// <param name="Kind">Of its target.</param>
/// <param name="Name">Of its target.</param>
/// <param name="Target">The target's pods; null when it is not among the objects.</param>
internal sealed record Autoscaler(ManifestObject Object, string Kind, string Name, PodTemplate? Target)
{
    /// <summary>KEDA's own limit when none is written; keda.sh/docs, ScaledObject specification.</summary>
    private const long MaxOfKeda = 100;

    /// <summary>A HorizontalPodAutoscaler.</summary>
    public bool IsHorizontal => Object.Kind == "HorizontalPodAutoscaler";

    /// <summary>The least number of pods.</summary>
    public long Floor => IsHorizontal ? Object.Root.NumberAt("spec", "minReplicas") ?? 1 : Object.Root.NumberAt("spec", "minReplicaCount") ?? 0;

    /// <summary>The greatest number of pods; null when it should be written and is not.</summary>
    public long? Ceiling => IsHorizontal ? Object.Root.NumberAt("spec", "maxReplicas") : Object.Root.NumberAt("spec", "maxReplicaCount") ?? MaxOfKeda;

    /// <summary>All of them among the objects.</summary>
    public static IEnumerable<Autoscaler> In(ObjectSet objects)
    {
        var byName = objects.Pods.ToLookup(p => (p.Owner.Kind, p.Namespace, p.Owner.Name));
        return from scaler in objects.OfKind("autoscaling", "HorizontalPodAutoscaler").Concat(objects.OfKind("keda.sh", "ScaledObject"))
               let target = scaler.Root.MapAt("spec", "scaleTargetRef")
               let kind = target.TextAt("kind") ?? "Deployment"
               let name = target.TextAt("name") ?? ""
               select new Autoscaler(scaler, kind, name, byName[(kind, scaler.NamespaceOrDefault, name)].FirstOrDefault());
    }
}
