using NetScaffold.Answers;

namespace NetScaffold.Wizard;

/// <summary>What matters most for the pod network.</summary>
public enum CniPriority
{
    /// <summary>Policies by DNS name, and a log of who talks to whom.</summary>
    Insight,

    /// <summary>As little to install and upgrade as possible.</summary>
    Simplicity,

    /// <summary>Nothing in particular.</summary>
    None,
}

/// <summary>A recommended pod network.</summary>
/// <param name="Choice">A choice of <see cref="Questions.Cni"/>.</param>
/// <param name="Reason">One sentence that says why.</param>
public sealed record CniAdvice(string Choice, string Reason)
{
    /// <summary>The recommendation for a cluster of one's own: what the platform brings decides before what is wanted.</summary>
    /// <param name="priority">What matters most.</param>
    /// <param name="platform">A choice of <see cref="Questions.Platform"/>.</param>
    public static CniAdvice For(CniPriority priority, string platform) => (priority, BringsPodNetwork(platform)) switch
    {
        (CniPriority.Insight, _) => new("cilium", "It takes policies by DNS name and logs every flow."),
        (CniPriority.Simplicity, true) => new("existing", $"{platform} brings a pod network that enforces policies, so nothing more is installed."),
        (CniPriority.Simplicity, false) => new("cilium", $"{platform} brings no pod network, and this is one release that does all of it."),
        _ => new("cilium", "It is the default: policies by DNS name come with it, and nothing speaks against it here."),
    };

    /// <summary>kind has kindnet, which enforces NetworkPolicy since kind 0.24.</summary>
    private static bool BringsPodNetwork(string platform) => platform == "kind";
}
