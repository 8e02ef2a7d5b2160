using System.Collections.Immutable;
using NetScaffold.Diagnostics;

namespace NetScaffold.Connectivity;

/// <summary>How a connection stands to what was declared.</summary>
public enum FlowKind
{
    /// <summary>Nothing was declared: it is what the manifests allow.</summary>
    Allowed,

    /// <summary>A declared call, or another answer that asks for it.</summary>
    Declared,

    /// <summary>What declared calls need besides: DNS, the gateway, scraping, certificates.</summary>
    SideFlow,

    /// <summary>Open, and nobody asked for it.</summary>
    Undeclared,

    /// <summary>Asked for, and closed.</summary>
    Missing,
}

/// <summary>A connection with what there is to say about it.</summary>
/// <param name="Connection">For <see cref="FlowKind.Missing"/>, what ought to be open.</param>
/// <param name="Kind">How it stands to what was declared.</param>
/// <param name="Reason">Why it is there, one short sentence; empty when nothing was declared.</param>
public sealed record ReportedConnection(Connection Connection, FlowKind Kind, string Reason);

/// <summary>What every format of a report shows.</summary>
/// <param name="Title">What it is about: a bundle's name, a path.</param>
/// <param name="Cluster">The objects; also for Services, ways in and policies.</param>
/// <param name="Workloads">By their texts.</param>
/// <param name="Controllers">By their texts.</param>
/// <param name="Connections">In the order of <see cref="Reachability.Connections"/>.</param>
public sealed record ReachReport(
    string Title, Cluster Cluster, ImmutableArray<WorkloadPeer> Workloads, ImmutableArray<ControllerPeer> Controllers, ImmutableArray<ReportedConnection> Connections)
{
    /// <summary>What was found while reading and computing.</summary>
    public ImmutableArray<Diagnostic> Findings => Cluster.Findings;

    /// <summary>A report of what manifests allow, where nothing was declared.</summary>
    /// <param name="title">What it is about.</param>
    /// <param name="reachability">The connections.</param>
    /// <param name="findings">All there are; those of the engine when none are given.</param>
    public static ReachReport Of(string title, Reachability reachability, ImmutableArray<Diagnostic>? findings = null) => new(
        title, reachability.Cluster with { Findings = findings ?? reachability.Findings }, [.. reachability.Workloads], [.. reachability.Controllers],
        [.. reachability.Connections().Select(c => new ReportedConnection(c, FlowKind.Allowed, ""))]);
}
