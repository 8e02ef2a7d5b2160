using System.Collections.Immutable;

namespace NetScaffold.Connectivity;

/// <summary>Why two kinds of pods can reach each other, or not.</summary>
/// <param name="Egress">What the source's end says, for all ports together.</param>
/// <param name="Ingress">What the destination's end says.</param>
/// <param name="Allowed">What both let through.</param>
public sealed record PairExplanation(ImmutableArray<Decision> Egress, ImmutableArray<Decision> Ingress, PortSet Allowed);

/// <summary>Why one peer can reach another, or not.</summary>
/// <param name="Source">Who opens the connection.</param>
/// <param name="Destination">Whom it reaches.</param>
/// <param name="Pairs">One, unless pods of one owner differ in labels.</param>
public sealed record Explanation(Peer Source, Peer Destination, ImmutableArray<PairExplanation> Pairs)
{
    /// <summary>What may pass between any pods of the two.</summary>
    public PortSet Allowed => Pairs.Aggregate(PortSet.None, (all, pair) => all.Union(pair.Allowed));
}
