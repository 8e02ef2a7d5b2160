using System.Collections.Immutable;
using System.Globalization;
using NetScaffold.Answers;
using NetScaffold.Diagnostics;

namespace NetScaffold.Decisions;

/// <summary>What Kubernetes takes under <c>sysctls</c> of a pod, and the places where a service asks for something else.</summary>
internal static class SysctlRules
{
    /// <summary>The lowest port that a process without root may open.</summary>
    public const string FirstOpenPort = "net.ipv4.ip_unprivileged_port_start";

    /// <summary>
    /// Safe sysctls: those that Pod Security baseline takes and kubelets set without being told. Since which minor version of Kubernetes 1, and how
    /// many whole numbers the value has; 0 is another form. Source: the policy code of Pod Security admission (check_sysctls.go), July 2026; forms
    /// from the kernel's ip-sysctl.rst.
    /// </summary>
    private static readonly ImmutableArray<(string Name, int Since, int Numbers)> Safe =
    [
        ("kernel.shm_rmid_forced", 0, 1),
        ("net.ipv4.ip_local_port_range", 0, 2),
        ("net.ipv4.tcp_syncookies", 0, 1),
        ("net.ipv4.ping_group_range", 0, 2),
        (FirstOpenPort, 0, 1),
        ("net.ipv4.ip_local_reserved_ports", 27, 0),
        ("net.ipv4.tcp_keepalive_time", 29, 1),
        ("net.ipv4.tcp_fin_timeout", 29, 1),
        ("net.ipv4.tcp_keepalive_intvl", 29, 1),
        ("net.ipv4.tcp_keepalive_probes", 29, 1),
        ("net.ipv4.tcp_rmem", 32, 3),
        ("net.ipv4.tcp_wmem", 32, 3),
        ("net.ipv4.tcp_slow_start_after_idle", 37, 1),
        ("net.ipv4.tcp_notsent_lowat", 37, 1),
    ];

    /// <summary>Of a pod's own namespaces of the kernel, by name or beginning: namespace.go in component-helpers, Kubernetes 1.36. No kubelet can be told to set others.</summary>
    private static readonly string[] NamespacedPrefixes = ["net.", "kernel.shm", "kernel.msg", "fs.mqueue."];

    private const string NamespacedName = "kernel.sem";

    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        new("NS2201", Severity.Error, "A sysctl that is not safe", "Pod Security baseline and restricted reject pods with it.",
            "Leave it out, or use security.podSecurity: privileged and have the kubelets allow it.", FindRejected),
        new("NS2561", Severity.Warning, "A sysctl that kubelets refuse by default", "it is not among the safe ones, and a pod with it does not start on a node that does not allow it.",
            "Have the kubelets name it under allowedUnsafeSysctls, or leave it out.", FindUnsafe),
        new("NS2562", Severity.Error, "A sysctl of the whole node", "kubelets set what belongs to a pod alone: net.*, kernel.shm*, kernel.msg*, kernel.sem and fs.mqueue.*.",
            "Set it on the nodes, with their image or configuration.", FindOfNodes),
        new("NS2563", Severity.Error, "A sysctl with a value of another form", "the kernel refuses it, and no pod starts.", "Give as many whole numbers as the parameter takes.", FindMisshapen),
        new("NS2564", Severity.Error, "A port that the pod may not open", "a process that is not root opens none below net.ipv4.ip_unprivileged_port_start.",
            "Leave the parameter out: the bundle sets it where it is needed. Or use a higher containerPort.", FindClosedPorts),
    ];

    /// <summary>Unsafe where Pod Security forbids that.</summary>
    private static IEnumerable<RuleHit> FindRejected(AnswerSet answers) => IsPrivileged(answers) ? [] : Unsafe(answers);

    /// <summary>Unsafe where Pod Security says nothing and each kubelet decides.</summary>
    private static IEnumerable<RuleHit> FindUnsafe(AnswerSet answers) => IsPrivileged(answers) ? Unsafe(answers) : [];

    /// <summary>Not of a pod at all.</summary>
    private static IEnumerable<RuleHit> FindOfNodes(AnswerSet answers) =>
        Given(answers).Where(x => !IsNamespaced(x.Sysctl.Name)).Select(x => new RuleHit(x.Path, $"{x.Service.Name} sets {x.Sysctl.Name}"));

    /// <summary>Safe ones whose values are not as many whole numbers as they take.</summary>
    private static IEnumerable<RuleHit> FindMisshapen(AnswerSet answers) =>
        from x in Given(answers)
        from safe in Safe
        where safe.Name == x.Sysctl.Name && safe.Numbers > 0 && !IsNumbers(x.Sysctl.Value, safe.Numbers)
        select new RuleHit(x.Path, $"{x.Sysctl.Name} of {x.Service.Name} takes {(safe.Numbers == 1 ? "a whole number" : $"{safe.Numbers} whole numbers")}");

    /// <summary>Ports below the first open one, where the answers say which that is.</summary>
    private static IEnumerable<RuleHit> FindClosedPorts(AnswerSet answers) =>
        from x in Given(answers)
        where x.Sysctl.Name == FirstOpenPort && IsNumbers(x.Sysctl.Value, 1)
        let first = long.Parse(x.Sysctl.Value.Trim(), CultureInfo.InvariantCulture)
        from port in x.Service.Ports.Select(p => p.ContainerPort).Concat(x.Service.Metrics is { } m ? [m.Port] : []).Distinct()
        where port < first
        select new RuleHit(x.Path, $"{x.Service.Name} listens on {port} and may open ports from {first} on");

    private static IEnumerable<RuleHit> Unsafe(AnswerSet answers)
    {
        var kubernetes = answers.Chosen(Questions.Kubernetes)[0];
        foreach (var (service, sysctl, path) in Given(answers).Where(x => IsNamespaced(x.Sysctl.Name)))
        {
            var safe = Safe.FirstOrDefault(s => s.Name == sysctl.Name);
            if (safe.Name is null) yield return new RuleHit(path, $"{service.Name} sets {sysctl.Name}");
            else if (safe.Since > int.Parse(kubernetes.Split('.')[1], CultureInfo.InvariantCulture)) yield return new RuleHit(path, $"{service.Name} sets {sysctl.Name}, which is safe from Kubernetes 1.{safe.Since} on and not in {kubernetes}");
        }
    }

    private static IEnumerable<(ServiceAnswer Service, SysctlAnswer Sysctl, string Path)> Given(AnswerSet answers) =>
        answers.Services.SelectMany(service => service.Sysctls.Select(sysctl => (service, sysctl, $"services.{service.Name}.sysctls.{sysctl.Name}")));

    private static bool IsPrivileged(AnswerSet answers) => Questions.PodSecurity.Is("privileged").Holds(answers);

    private static bool IsNamespaced(string name) => name == NamespacedName || NamespacedPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal));

    /// <summary>No parameter has more than ten digits, which also keeps them within a long.</summary>
    private static bool IsNumbers(string value, int count) =>
        value.Split(' ', StringSplitOptions.RemoveEmptyEntries) is var parts && parts.Length == count && parts.All(p => p.Length <= 10 && p.All(char.IsAsciiDigit));
}
