using NetScaffold.Answers;

namespace NetScaffold.Diagnostics;

/// <summary>NS1020 and up: what can be wrong with answers beyond their YAML. One method per code; codes are never reused.</summary>
internal static class AnswersDiagnostics
{
    /// <summary>NS1020: a key that the map does not have.</summary>
    public static Diagnostic UnknownKey(SourceLocation at, string key, string where, IReadOnlyCollection<string> allowed) => Error("NS1020", at,
        Suggest.Nearest(key, allowed) is { } nearest ? $"There is no {Shown.Text(key)} in {where}; did you mean {nearest}?" : $"There is no {Shown.Text(key)} in {where}.",
        $"Allowed here: {string.Join(", ", allowed)}.");

    /// <summary>NS1021: a word that is not among the choices.</summary>
    public static Diagnostic UnknownChoice(SourceLocation at, string path, string value, IReadOnlyCollection<string> choices) => Error("NS1021", at,
        Suggest.Nearest(value, choices) is { } nearest ? $"{path} cannot be {Shown.Text(value)}; did you mean {nearest}?" : $"{path} cannot be {Shown.Text(value)}.",
        $"Choose one of {string.Join(", ", choices)}.");

    /// <summary>NS1022: a list where a map belongs, and the like.</summary>
    public static Diagnostic WrongType(SourceLocation at, string path, string given, string allowed) => Error("NS1022", at,
        $"{path} is {given}.", $"It takes {allowed}.");

    /// <summary>NS1023: a text outside the grammar of its answer.</summary>
    public static Diagnostic TextDoesNotFit(SourceLocation at, string path, string value, string allowed) => Error("NS1023", at,
        $"{path} cannot be {Shown.Text(value)}.", $"It takes {allowed}.");

    /// <summary>NS1024: a number outside its range.</summary>
    public static Diagnostic OutOfRange(SourceLocation at, string path, string value, long minimum, long maximum) => Error("NS1024", at,
        $"{path} cannot be {Shown.Text(value)}: it is outside {minimum} to {maximum}.", $"Give a whole number from {minimum} to {maximum}.");

    /// <summary>NS1025: a key that must be given.</summary>
    public static Diagnostic Missing(SourceLocation at, string path, string help, string allowed) => Error("NS1025", at,
        $"{path} is missing.", $"{help} It takes {allowed}.");

    /// <summary>NS1026: too few or too many items.</summary>
    public static Diagnostic WrongCount(SourceLocation at, string path, int count, int minimum, int maximum) => Error("NS1026", at,
        $"{path} has {count} items; it takes {minimum} to {maximum}.", count > maximum ? $"Give at most {maximum}." : $"Give at least {minimum}.");

    /// <summary>NS1027: an answer to a question that the other answers rule out.</summary>
    public static Diagnostic Unused(SourceLocation at, string path, string appliesWhen) => new("NS1027", Severity.Info, at,
        $"{path} is not used: it applies when {appliesWhen}.")
    { Help = "Remove it, or change the answer that it depends on." };

    /// <summary>NS1028: one item twice in a list that takes each once.</summary>
    public static Diagnostic Twice(SourceLocation at, string path, string value) => Error("NS1028", at, $"{path} has {Shown.Text(value)} twice.", "Remove one of them.");

    /// <summary>NS1029: questions without a default that were not answered.</summary>
    public static Diagnostic Unanswered(SourceLocation at, string path, string flag, string help) => Error("NS1029", at,
        $"{path} must be answered.", $"{help} Give {flag}.") with
    { Completion = flag };

    /// <summary>NS1030: two services of one name.</summary>
    public static Diagnostic ServiceTwice(SourceLocation at, string name, SourceLocation first) => Error("NS1030", at,
        $"There are two services named {name}; the first is at {first}.", "Give each service a name of its own.");

    /// <summary>NS1031: a call or exposure names a service that does not exist.</summary>
    public static Diagnostic UnknownService(SourceLocation at, string name, IReadOnlyCollection<string> services) => Error("NS1031", at,
        Suggest.Nearest(name, services) is { } nearest ? $"There is no service named {Shown.Text(name)}; did you mean {nearest}?" : $"There is no service named {Shown.Text(name)}.",
        $"Services: {string.Join(", ", services)}.");

    /// <summary>NS1032: a service calls itself.</summary>
    public static Diagnostic SelfCall(SourceLocation at, string name) => Error("NS1032", at,
        $"{name} calls itself.", "Remove the call: the pods of one service that must reach each other are a statefulset, which may.");

    /// <summary>NS1033: a port that the service does not have.</summary>
    public static Diagnostic UnknownPort(SourceLocation at, string service, string port, IReadOnlyCollection<string> ports) => Error("NS1033", at,
        $"{service} has no port {Shown.Text(port)}.", $"Its ports: {string.Join(", ", ports)}.");

    /// <summary>NS1034: a call to outside the bundle without a port number.</summary>
    public static Diagnostic ForeignPortNeeded(SourceLocation at, string target) => Error("NS1034", at,
        $"The call to {target} needs the number of the port that its pods listen on.", $"Write {{to: {target}, port: 8080}}.");

    /// <summary>NS1035: two ports of a service share a name or a number.</summary>
    public static Diagnostic PortTwice(SourceLocation at, string service, string what) => Error("NS1035", at,
        $"{service} has two ports with {what}.", "Names, Service ports and container ports are unique within a service.");

    /// <summary>NS1036: a field that this kind of service does not have.</summary>
    public static Diagnostic NotForKind(SourceLocation at, string service, string field, string kind, string fix) => Error("NS1036", at,
        $"{service} is {kind}, which has no {field}.", fix);

    /// <summary>NS1037: an external service must have a host or addresses, not both.</summary>
    public static Diagnostic ExternalNeedsOne(SourceLocation at, string service) => Error("NS1037", at,
        $"{service} is external and needs either external.host or external.addresses.", "Give one of the two.");

    /// <summary>NS1038: an egress must have a CIDR or a DNS name, not both.</summary>
    public static Diagnostic EgressNeedsOne(SourceLocation at, string service) => Error("NS1038", at,
        $"An egress of {service} needs either cidr or fqdn.", "Give one of the two.");

    /// <summary>NS1039: an exception outside its CIDR.</summary>
    public static Diagnostic ExceptOutside(SourceLocation at, string except, string cidr) => Error("NS1039", at,
        $"The exception {except} is not inside {cidr}, or is all of it.", "The API server rejects it (rule 57); exceptions are smaller blocks inside the CIDR.");

    /// <summary>NS1040: one host and path exposed twice.</summary>
    public static Diagnostic ExposedTwice(SourceLocation at, string host, string path, string other) => Error("NS1040", at,
        $"{host}{path} is exposed twice; the other is {other}.", "Each host and path leads to one service.");

    /// <summary>NS1041: two environments of one name, or of one host.</summary>
    public static Diagnostic EnvironmentTwice(SourceLocation at, string what) => Error("NS1041", at,
        $"Two environments have {what}.", "Environments differ in name and in host.");

    /// <summary>NS1042: an environment sets something that is fixed by structure.</summary>
    public static Diagnostic NotAKnob(SourceLocation at, string path, IReadOnlyCollection<string> knobs) => Error("NS1042", at,
        Suggest.Nearest(path, knobs) is { } nearest ? $"An environment cannot set {Shown.Text(path)}; did you mean {nearest}?" : $"An environment cannot set {Shown.Text(path)}.",
        "Environments differ in values alone: replicas, autoscaling, resources, image, storage and env of a service (once given), namespace, edge.rateLimit, observability.prometheusRelease. Everything else is structure, the same in all of them.");

    /// <summary>NS1043: two addresses of different families in one external service.</summary>
    public static Diagnostic MixedFamilies(SourceLocation at, string path) => Error("NS1043", at,
        $"{path} mixes IPv4 and IPv6.", "Use one family, or two services.");

    /// <summary>NS1044: a path in <c>--set</c> that cannot be followed.</summary>
    public static Diagnostic SetPathBroken(SourceLocation at, string path, string why) => Error("NS1044", at,
        $"{Shown.Text(path)} cannot be set: {why}.", "Write path=value with a path such as services.api.replicas; list items are named by their name.");

    /// <summary>NS1045: a value on the command line that is not of its form.</summary>
    public static Diagnostic FlagMalformed(SourceLocation at, string value, string form) => Error("NS1045", at,
        $"{Shown.Text(value)} is not of the form {form}.", null);

    /// <summary>NS1046: nothing of this name to explain.</summary>
    public static Diagnostic NothingToExplain(SourceLocation at, string what, IReadOnlyCollection<string> known) => Error("NS1046", at,
        Suggest.Nearest(what, known) is { } nearest ? $"There is no {Shown.Text(what)}; did you mean {nearest}?" : $"There is no {Shown.Text(what)}.",
        $"Known are codes ({Codes(known)}), questions, fields of a service such as services.ports, and decisions; netscaffold questions lists the questions.");

    /// <summary>NS1047: a service without ports that something needs to reach.</summary>
    public static Diagnostic NoPorts(SourceLocation at, string service) => Error("NS1047", at,
        $"{service} has no ports.", "Give it ports; only a deployment that nobody calls, exposes or probes goes without.");

    /// <summary>NS1048: the base environment sets something.</summary>
    public static Diagnostic BaseSets(SourceLocation at, string environment) => Error("NS1048", at,
        $"{environment} is the base, which the answers themselves describe.", "Change the answers, or set it in the other environments.");

    /// <summary>NS1049: a probe of a port that is not TCP.</summary>
    public static Diagnostic ProbeOfNoTcpPort(SourceLocation at, string service, string? port, IReadOnlyCollection<string> tcpPorts) => Error("NS1049", at,
        port is null ? $"{service} cannot be probed: it has no TCP port." : $"{service} cannot be probed on {Shown.Text(port)}, which is not TCP.",
        tcpPorts.Count > 0 ? $"Its TCP ports: {string.Join(", ", tcpPorts)}." : "Give it a TCP port, or use probes: {kind: none}.");

    /// <summary>NS1050: a command line that does not parse: an unknown word, a flag without its value.</summary>
    public static Diagnostic NotParsed(SourceLocation at, string message, string see) => Error("NS1050", at, Shown.Line(message), see);

    /// <summary>NS1051: a terminal in which prompts cannot be read.</summary>
    public static Diagnostic NarrowTerminal(int width, int least) => Error("NS1051", new SourceLocation("netscaffold new"),
        $"The terminal has {width} columns; the questions need {least}.", "Make it wider, or give the answers as flags and add --yes; netscaffold new --help lists them.");

    /// <summary>First and last code of each family: <c>NS1001 to NS1050</c>.</summary>
    private static string Codes(IEnumerable<string> known) => string.Join(", ", known.Where(TextType.FindingCode.Fits).GroupBy(code => code[..3]).OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => g.Count() == 1 ? g.First() : $"{g.Min(StringComparer.Ordinal)} to {g.Max(StringComparer.Ordinal)}"));

    private static Diagnostic Error(string code, SourceLocation at, string message, string? help) => new(code, Severity.Error, at, message) { Help = help };
}
