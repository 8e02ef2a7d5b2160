namespace NetScaffold.Connectivity;

/// <summary>Who serves what, where the manifests do not say.</summary>
/// <param name="OfGateway">By the namespace and name of a Gateway; null for unknown.</param>
/// <param name="OfIngressClass">By the name of an IngressClass; null for unknown.</param>
internal sealed record KnownControllers(Func<string, string, Controller?> OfGateway, Func<string, Controller?> OfIngressClass)
{
    /// <summary>Nothing is known.</summary>
    public static KnownControllers None { get; } = new((_, _) => null, _ => null);
}
