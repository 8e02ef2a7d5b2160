namespace NetScaffold.Planning;

/// <summary>
/// Somebody else's manifest that a bundle installs in kube-system. It is no chart: it is fetched by address, held to its digest,
/// and applied with the patches of <c>upstream/NAME/kustomization.yaml</c>.
/// </summary>
/// <param name="Name">Its folder below <c>upstream/</c>.</param>
/// <param name="Title">Its name in words.</param>
/// <param name="Version">The version of the project, as its tags say it.</param>
/// <param name="Url">Where it is, by a tag.</param>
/// <param name="Sha256">Digest of the file, 64 hexadecimal digits.</param>
/// <param name="Decision">When the bundle installs it: a name of the catalogue of decisions.</param>
/// <param name="Purpose">What it is there for, as a short phrase.</param>
internal sealed record Manifest(string Name, string Title, string Version, string Url, string Sha256, string Decision, string Purpose)
{
    /// <summary>Where its objects are.</summary>
    public const string Namespace = "kube-system";

    /// <summary>What shows that it runs.</summary>
    public required string Workload { get; init; }

    /// <summary>What to use instead, as sentences.</summary>
    public required string WayOut { get; init; }

    /// <summary>Where the bundle's commands put it, in the bundle's folder.</summary>
    public string Path => $"upstream/{Name}/{Name}.yaml";
}
