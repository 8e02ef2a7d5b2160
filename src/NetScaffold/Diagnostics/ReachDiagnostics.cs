namespace NetScaffold.Diagnostics;

/// <summary>NS6001 and up: what reading manifests and computing who can reach whom has to say.</summary>
internal static class ReachDiagnostics
{
    /// <summary>NS6001: the cluster would not take the object; it is left out.</summary>
    public static Diagnostic Refused(SourceLocation at, string manifest, string problem) => new("NS6001", Severity.Error, at, $"{manifest}: {problem}")
    {
        Help = "Correct the object; the cluster does not take it, so it is left out.",
    };

    /// <summary>NS6002: a field that does not exist; the API server drops it.</summary>
    public static Diagnostic UnknownField(SourceLocation at, string manifest, string field, string? nearest) => new("NS6002", Severity.Warning, at,
        $"{manifest}: the field {Shown.Text(field)} does not exist here, and means nothing.")
    {
        Help = nearest is null ? "Remove it." : $"Write {Shown.Text(nearest)} if that was meant, or remove it.",
    };

    /// <summary>NS6003: a kind that decides about traffic, or has some, and is not understood; the answer is without it.</summary>
    public static Diagnostic NotUnderstood(SourceLocation at, string manifest) => new("NS6003", Severity.Warning, at,
        $"{manifest}: objects of this kind are not understood, so the answer is without it.")
    {
        Help = "Do not rely on the answer for the pods that it is about.",
    };

    /// <summary>NS6004: a part of a policy that manifests cannot decide.</summary>
    public static Diagnostic NotDecidable(SourceLocation at, string manifest, string part, string reason) => new("NS6004", Severity.Warning, at,
        $"{manifest}: {Shown.Text(part)} cannot be decided from manifests: {reason}. The answer is without it.")
    {
        Help = "Do not rely on the answer for what this part means.",
    };

    /// <summary>NS6005: a namespace that no manifest describes, while policies ask for its labels.</summary>
    public static Diagnostic NamespaceMissing(SourceLocation at, string name) => new("NS6005", Severity.Warning, at,
        $"The namespace {Shown.Text(name)} is described nowhere, so it counts as one without labels but its name, and policies select namespaces by labels.")
    {
        Help = "Give its manifest, too.",
    };

    /// <summary>NS6006: a named port that none of the pods has that it could mean.</summary>
    public static Diagnostic NamedPortMissing(SourceLocation at, string policy, string rule, string port) => new("NS6006", Severity.Warning, at,
        $"{policy}, {rule}: no pod that it means has a port named {Shown.Text(port)} of this protocol, so it allows nothing.")
    {
        Help = "Name the port as the containers do.",
    };

    /// <summary>NS6007: pods on their node's network.</summary>
    public static Diagnostic HostNetwork(SourceLocation at, string workload, bool isOutside) => new("NS6007", Severity.Info, at,
        isOutside
            ? $"{workload}: its pods use their node's network, so no policy holds them, and no selector means them."
            : $"{workload}: its pods use their node's network. They are counted as ordinary pods here, but most plugins do not hold them by policies.")
    {
        Help = isOutside ? "Rules that name the addresses of their nodes mean them, where manifests tell those addresses." : "Say --host-network outside to see what holds then.",
    };

    /// <summary>NS6008: two policies of one tier with the same priority, for some pods in common.</summary>
    public static Diagnostic SamePriority(SourceLocation at, string policy, string other, int priority) => new("NS6008", Severity.Warning, at,
        $"{policy} and {other} have the priority {priority} both and select pods in common: which of them is asked first is not defined. They were asked by name.")
    {
        Help = "Give each policy of a tier a priority of its own.",
    };

    /// <summary>NS6009: a second object of the same kind and name.</summary>
    public static Diagnostic SecondObject(SourceLocation at, string manifest, SourceLocation first) => new("NS6009", Severity.Error, at,
        $"{manifest} stands here for the second time; the first is at {first}. This one is left out.")
    {
        Help = "Keep one of the two, or give the manifests of one environment alone.",
    };

    /// <summary>NS6010: a way in that leads nowhere.</summary>
    public static Diagnostic BackendMissing(SourceLocation at, string route, string problem) => new("NS6010", Severity.Warning, at, $"{route}: {problem}")
    {
        Help = "Name a Service and one of its ports that are among the manifests.",
    };

    /// <summary>NS6011: owners that own each other.</summary>
    public static Diagnostic OwnersInCircle(SourceLocation at, string manifest) => new("NS6011", Severity.Warning, at,
        $"{manifest}: its owners own each other in a circle. It is shown by its own name.")
    {
        Help = "Correct metadata.ownerReferences.",
    };

    /// <summary>NS6012: who forwards the requests of a way in is not known.</summary>
    public static Diagnostic ControllerUnknown(SourceLocation at, string route, string reason) => new("NS6012", Severity.Info, at,
        $"{route}: the pods that forward its requests are not known: {reason}. They count as pods without labels in an unknown namespace.")
    {
        Help = "Give the manifests of the Gateway and its GatewayClass, too.",
    };

    /// <summary>NS6013: addresses of a rule that pods have as well.</summary>
    public static Diagnostic BlockHoldsPods(SourceLocation at, string policy, string rule, string workload) => new("NS6013", Severity.Info, at,
        $"{policy}, {rule}: its addresses include some of {workload}. Whether addresses mean pods depends on the plugin; here they do not.")
    {
        Help = "Select pods by labels, and the outside by addresses.",
    };

    /// <summary>NS6014: nothing to compute from.</summary>
    public static Diagnostic NoWorkloads(string source) => new("NS6014", Severity.Warning, new SourceLocation(source),
        "There is no workload here, so nobody can reach anybody.")
    {
        Help = "Give manifests with Deployments, StatefulSets or other pods.",
    };

    /// <summary>NS6015: a chart or kustomization, whose objects only its tool can make.</summary>
    public static Diagnostic NeedsTool(SourceLocation at, string problem, string command) => new("NS6015", Severity.Warning, at, problem)
    {
        Help = $"Run {command}",
    };

    /// <summary>NS6016: --from or --to names nobody, or several.</summary>
    public static Diagnostic NoSuchPeer(string flag, string problem, string? nearest) => new("NS6016", Severity.Error, new SourceLocation(flag), problem)
    {
        Help = nearest is null ? "Name a workload (namespace/name), a Service (service/namespace/name), an address or outside." : $"Did you mean {Shown.Text(nearest)}?",
    };

    /// <summary>NS6020: --to names a port that its peer does not have, or none at all.</summary>
    public static Diagnostic NoSuchPort(string flag, string problem) => new("NS6020", Severity.Error, new SourceLocation(flag), problem)
    {
        Help = "Give a number from 1 to 65535 or the name of a port, with /udp or /sctp behind it where it is not TCP.",
    };

    /// <summary>NS6021: a policy that only watches.</summary>
    public static Diagnostic OnlyStaged(SourceLocation at, string manifest) => new("NS6021", Severity.Info, at,
        $"{manifest}: it is staged, so it holds nobody yet; flow logs show what it would deny.")
    {
        Help = "Say --staged to count staged policies as if they were enforced.",
    };

    /// <summary>NS6017: pods that have ended.</summary>
    public static Diagnostic HasEnded(SourceLocation at, string workload) => new("NS6017", Severity.Info, at,
        $"{workload} has ended: it reaches nobody, and is not shown.")
    {
        Help = "Nothing to do.",
    };

    /// <summary>NS6018: aliases inside aliases that stand for more values than anyone could mean.</summary>
    public static Diagnostic AliasesGrow(SourceLocation at) => new("NS6018", Severity.Error, at, "Aliases (*name) stand for more than a million values here.")
    {
        Help = "Write the values out.",
    };

    /// <summary>NS6019: an alias before its anchor, or without one.</summary>
    public static Diagnostic UnknownAlias(SourceLocation at, string name) => new("NS6019", Severity.Error, at, $"The alias {Shown.Text($"*{name}")} has no anchor before it.")
    {
        Help = "Write the value out, or quote text that starts with *.",
    };

    /// <summary>NS6101: the bundle's objects open what the answers do not ask for.</summary>
    public static Diagnostic Undeclared(string source, string destination, string ports, string policies) => new("NS6101", Severity.Error, new SourceLocation("netscaffold"),
        $"{source} could reach {destination} on {ports}, which no answer asks for: it is opened by {policies}.")
    {
        Help = BugOfOurs,
    };

    /// <summary>NS6102: the bundle's objects close what the answers ask for.</summary>
    public static Diagnostic Missing(string source, string destination, string ports, string policies) => new("NS6102", Severity.Error, new SourceLocation("netscaffold"),
        $"{source} could not reach {destination} on {ports}, which the answers ask for: it is closed by {policies}.")
    {
        Help = BugOfOurs,
    };

    /// <summary>NS6103: pods of somebody else run in the application's namespace, and its policies hold them.</summary>
    public static Diagnostic SharedNamespace(SourceLocation at, string pods, string ns) => new("NS6103", Severity.Warning, at,
        $"{pods} would run in the namespace {Shown.Text(ns)} of the application, whose policies hold it as well: it is cut off from what it needs.")
    {
        Help = "Give the application a namespace of its own.",
    };

    private const string BugOfOurs = "This is a bug of netscaffold, not of your answers; nothing was written. Please report it with your answers.";
}
