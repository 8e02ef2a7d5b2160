using NetScaffold.Answers;

namespace NetScaffold.Wizard;

/// <summary>What a recommendation of a pod network follows from.</summary>
/// <param name="Platform">A choice of <see cref="Questions.Platform"/>: kubeadm, kind, k3s, eks, aks or gke.</param>
/// <param name="Wanted">What is wanted; any of them together.</param>
public sealed record CniNeeds(string Platform, CniFeatures Wanted = CniFeatures.None)
{
    /// <summary>The cloud manages the nodes as well (EKS Auto Mode and Fargate, AKS Automatic, GKE Autopilot). Without meaning on kubeadm, kind and k3s.</summary>
    public bool ManagedNodes { get; init; }

    /// <summary>The oldest kernel of the Linux nodes.</summary>
    public KernelVersion Kernel { get; init; } = new(5, 15);

    /// <summary>A cloud runs the cluster.</summary>
    internal bool IsCloud => Platform is "eks" or "aks" or "gke";

    /// <summary>True when all of these are wanted.</summary>
    internal bool Wants(CniFeatures features) => Wanted.HasFlag(features);
}
