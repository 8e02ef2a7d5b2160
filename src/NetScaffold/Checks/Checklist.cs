using System.Collections.Immutable;

namespace NetScaffold.Checks;

/// <summary>An item of the guide's closing checklist.</summary>
/// <param name="Id"><c>C1</c> to <c>C25</c>.</param>
/// <param name="Title">What ought to be, in a few words.</param>
/// <param name="Limit">What manifests alone do not show.</param>
public sealed record ChecklistItem(string Id, string Title, string Limit);

/// <summary>The checklist that closes the guide, corrected where it was wrong: IPVS and BBR are no aims. Source: rules.md, section 3.</summary>
public static class Checklist
{
    /// <summary>In the order of the guide.</summary>
    public static ImmutableArray<ChecklistItem> All { get; } =
    [
        new("C1", "the pod network fits what is asked of it", "how fast it is, only measuring tells"),
        new("C2", "the MTU fits the network below", "the network below is no object; a large packet between two nodes tells"),
        new("C3", "addresses of pods, Services and nodes do not overlap", "blocks are settings of the cluster, and routes to other networks are no objects"),
        new("C4", "policies deny by default", "whether the pod network enforces them"),
        new("C5", "DNS is cached and set up well", "how often the cache answers"),
        new("C6", "calls between services are encrypted", "whether programs speak TLS themselves"),
        new("C7", "policies allow what is needed and no more", "which calls are needed, unless answers declare them"),
        new("C8", "calls to the outside are held and watched", "what leaves in fact"),
        new("C9", "Pod Security standards are enforced", "what webhooks change in pods"),
        new("C10", "service accounts have no more rights than they need", "which rights a program uses"),
        new("C11", "probes tell whether pods live and are ready", "what an endpoint looks at"),
        new("C12", "disruption budgets keep services up", "which services matter"),
        new("C13", "autoscaling by a fitting metric", "whether the metric follows the load"),
        new("C14", "containers say what they need, and images are pinned", "whether the figures fit"),
        new("C15", "pods are spread over nodes and zones", "how many nodes and zones there are"),
        new("C16", "kube-proxy runs in a mode that lasts", "managed clusters set it themselves"),
        new("C17", "connections are pooled", "pools inside programs"),
        new("C18", "congestion control fits: BBR where it is wanted and can work", "whether nodes have the module"),
        new("C19", "callers break off from what fails", "whether thresholds fit the load"),
        new("C20", "load is balanced on purpose", "whether the way fits the program"),
        new("C21", "metrics are collected", "whether an endpoint serves any"),
        new("C22", "flows are watched", "settings of the pod network's release are no objects"),
        new("C23", "requests are traced", "whether programs send traces"),
        new("C24", "somebody is told of network trouble", "whether the message arrives"),
        new("C25", "logs hold network errors", "whether they are kept"),
    ];

    /// <summary>The title of an item.</summary>
    public static string Title(string id) => All.Single(i => i.Id == id).Title;
}
