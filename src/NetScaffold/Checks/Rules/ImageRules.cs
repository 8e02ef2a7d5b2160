using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about images: which one runs, and where it comes from.</summary>
internal static class ImageRules
{
    /// <summary>Frozen since April 2023; kubernetes.io/blog/2023/03/10/image-registry-redirect.</summary>
    private const string FrozenRegistry = "k8s.gcr.io/";

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4195", Severity.Error, "An image that is not pinned", "which image runs is decided when a node pulls it, so two pods may differ and nobody can go back.", "Name a tag other than latest, or better a digest.",
            objects => Images(objects, image => ImageReference.Parse(image) is { Digest: null, Tag: null or "latest" }, image => $"has the image {Shown.Text(image)} without a tag that stays")) { Item = "C14" },
        new("NS4196", Severity.Error, "An image of a frozen registry", "k8s.gcr.io gets no images any more, and those that it has are without later fixes.", "Take the image from registry.k8s.io.",
            objects => Images(objects, image => image.StartsWith(FrozenRegistry, StringComparison.Ordinal), image => $"has the image {Shown.Text(image)}")),
    ];

    /// <summary>Istio's webhook puts the image of its own version in place of this word.</summary>
    private const string InjectedImage = "auto";

    private static IEnumerable<ObjectHit> Images(ObjectSet objects, Func<string, bool> isBad, Func<string, string> says) =>
        from pod in objects.Pods
        from container in pod.Containers
        let image = container.Image ?? ""
        where image != InjectedImage && isBad(image)
        select new ObjectHit(pod.Owner, container.Map.NearestTo("image"), $"{container.Subject} {says(image)}");
}
