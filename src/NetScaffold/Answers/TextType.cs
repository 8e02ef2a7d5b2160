using System.Globalization;
using System.Net;
using NetScaffold.Yaml;

namespace NetScaffold.Answers;

/// <summary>A grammar for text: a test in code, and the same as a pattern for the JSON Schema. A test compares the two.</summary>
/// <param name="Name">Short name of the grammar, for the list of questions.</param>
/// <param name="Allowed">What is allowed, for messages, such as <c>a CIDR such as 10.0.0.0/8</c>.</param>
/// <param name="Pattern">ECMAScript regular expression that accepts at least what <paramref name="Fits"/> does.</param>
/// <param name="Fits">True when the text is of this grammar.</param>
public sealed record TextType(string Name, string Allowed, string Pattern, Func<string, bool> Fits)
{
    /// <summary>What to write in place of a text that does not fit, where that is known; null where it is not.</summary>
    public Func<string, string?> Instead { get; init; } = _ => null;

    /// <summary>The one form of a text that fits: texts that mean the same have the same.</summary>
    public Func<string, string> Normal { get; init; } = s => s;

    private static readonly string NoneOfYamlsWords = $"none of {string.Join(", ", YamlWords.BooleansAndNull)}";

    private static readonly string[] ReservedSuffixes = ["-headless", "-canary", "-metrics"];

    /// <summary>Any text without control characters, at most 4,096 characters.</summary>
    public static TextType Any { get; } = new("text", "text of at most 4096 characters", "^[\\s\\S]{0,4096}$", s => s.Length <= 4096 && IsClean(s));

    /// <summary><see cref="Any"/>, with something to read in it.</summary>
    public static TextType Reason { get; } = new("reason", "text of at most 4096 characters that says why", "^[\\s\\S]{1,4096}$", s => Any.Fits(s) && !string.IsNullOrWhiteSpace(s));

    /// <summary>A name that may stand everywhere unquoted: DNS-1035, at most 40 characters, none of YAML's words.</summary>
    public static TextType Name40 { get; } = new(
        "name",
        $"a lower-case name of letters, digits and dashes that starts with a letter, at most 40 characters, {NoneOfYamlsWords}",
        "^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$",
        s => IsDns1035(s, 40) && !YamlWords.BooleansAndNull.Contains(s));

    /// <summary>A service's name: <see cref="Name40"/> without the suffixes that the bundle itself uses.</summary>
    public static TextType ServiceName { get; } = new(
        "service",
        Name40.Allowed + ", not ending in -headless, -canary or -metrics",
        Name40.Pattern,
        s => Name40.Fits(s) && !ReservedSuffixes.Any(x => s.EndsWith(x, StringComparison.Ordinal)));

    /// <summary>A namespace: DNS-1035, at most 63 characters.</summary>
    public static TextType Namespace { get; } = new(
        "namespace",
        $"a lower-case name of letters, digits and dashes that starts with a letter, at most 63 characters, {NoneOfYamlsWords}",
        "^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$",
        s => IsDns1035(s, 63) && !YamlWords.BooleansAndNull.Contains(s));

    /// <summary>A name of a Kubernetes object: DNS-1123 subdomain.</summary>
    public static TextType ObjectName { get; } = new(
        "object name",
        "a lower-case name of letters, digits, dashes and dots, at most 253 characters",
        "^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$",
        s => s.Length <= 253 && s.Split('.').All(p => IsDns1123(p, 253)));

    /// <summary>A fully qualified host name of at least two labels, lower case, without a final dot.</summary>
    public static TextType Host { get; } = new(
        "host",
        "a lower-case DNS name such as app.example.com, at most 200 characters",
        "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$",
        s => s.Length <= 200 && s.Contains('.') && s.Split('.').All(p => IsDns1123(p, 63)) && !IPAddress.TryParse(s, out _));

    /// <summary>A name that is served: a <see cref="Host"/>, or <c>*.</c> before one for all names one label below it.</summary>
    public static TextType ServedHost { get; } = new(
        "host or wildcard",
        "a lower-case DNS name such as app.example.com, or *.example.com for all names one label below, at most 200 characters",
        "^(\\*\\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$",
        s => Host.Fits(s.StartsWith("*.", StringComparison.Ordinal) ? s[2..] : s));

    /// <summary>A DNS domain of one label or more, lower case, without a final dot.</summary>
    public static TextType Domain { get; } = new(
        "domain",
        "a lower-case DNS domain such as corp.example or consul, at most 200 characters",
        "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$",
        s => s.Length <= 200 && s.Split('.').All(p => IsDns1123(p, 63)) && !IPAddress.TryParse(s, out _));

    /// <summary>NAMESPACE/NAME of a Gateway. Its proxies carry the name as a label's value, and policies select them by it.</summary>
    public static TextType GatewayName { get; } = new(
        "namespace/name",
        "NAMESPACE/NAME, both lower-case names of at most 63 characters, since policies know the proxies of a Gateway by a label with its name",
        "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?/[a-z0-9]([-.a-z0-9]{0,61}[a-z0-9])?$",
        s => s.Split('/') is [var ns, { Length: <= 63 } name] && IsDns1123(ns, 63) && ObjectName.Fits(name));

    /// <summary>NAMESPACE/NAME:PORT of a Service. Its pods carry the name as a label's value, and policies select them by it.</summary>
    public static TextType Collector { get; } = new(
        "collector",
        "NAMESPACE/NAME:PORT of a Service, such as observability/otel-collector:4317",
        "^[a-z]([-a-z0-9]{0,61}[a-z0-9])?/[a-z]([-a-z0-9]{0,61}[a-z0-9])?:[1-9][0-9]{0,4}$",
        s => CollectorAnswer.Parse(s) is not null);

    /// <summary>A Gateway listener's name.</summary>
    public static TextType SectionName { get; } = new(
        "listener", "a lower-case name of letters, digits, dashes and dots, at most 253 characters", ObjectName.Pattern, ObjectName.Fits);

    /// <summary>A port's name: IANA service name, at most 15 characters with a letter in it.</summary>
    public static TextType PortName { get; } = new(
        "port name",
        "a name of at most 15 lower-case letters, digits and single dashes, with at least one letter",
        "^[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$",
        s => IsDns1123(s, 15) && s.Any(char.IsAsciiLetter) && !s.Contains("--", StringComparison.Ordinal) && !YamlWords.BooleansAndNull.Contains(s));

    /// <summary>A port's name or number.</summary>
    public static TextType PortReference { get; } = new(
        "port", "a port's name, or a number from 1 to 65535", "^[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$",
        s => PortName.Fits(s) || IsPortNumber(s));

    /// <summary>An image reference with a tag or digest.</summary>
    public static TextType Image { get; } = new(
        "image",
        "an image with a tag other than latest, or a digest, such as registry.example/api:1.4",
        "^[A-Za-z0-9][A-Za-z0-9._/:-]*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?$",
        ImageReference.IsWellFormed);

    /// <summary>A CIDR whose host bits are zero, IPv4 or IPv6.</summary>
    public static TextType Cidr { get; } = new(
        "CIDR",
        "a CIDR without host bits, such as 10.244.0.0/16 or fd00:10::/56",
        "^[0-9a-f.:]+/[0-9]{1,3}$",
        s => Answers.Cidr.TryParse(s, out _))
    { Instead = s => Answers.Cidr.Unmapped(s) };

    /// <summary>Addresses of a pool: a CIDR, or a range.</summary>
    public static TextType AddressBlock { get; } = new(
        "CIDR or range",
        "a CIDR without host bits such as 192.0.2.16/28, or a range of one family such as 192.0.2.10-192.0.2.20",
        "^[0-9a-f.:]+(/[0-9]{1,3}|-[0-9a-f.:]+)$",
        s => Answers.AddressBlock.TryParse(s, out _))
    { Instead = s => Answers.Cidr.Unmapped(s) };

    /// <summary>An IP address, IPv4 or IPv6.</summary>
    public static TextType Address { get; } = new(
        "address", "an IP address such as 192.0.2.10", "^[0-9a-f.:]+$",
        s => Answers.Cidr.TryParseAddress(s, out _))
    { Instead = s => Answers.Cidr.Unmapped(s), Normal = s => IPAddress.Parse(s).ToString() };

    /// <summary>Where a server is.</summary>
    public static TextType HostAndPort { get; } = new(
        "host and port", "a host name or an address, and a port if it is not the usual one, such as api.example.com:6443", "^(\\[[0-9a-f.:]+\\]|[-0-9a-z.]+|[0-9a-f.:]+)(:[1-9][0-9]{0,4})?$",
        s => Answers.HostAndPort.Parse(s) is not null)
    { Instead = s => s.ToLowerInvariant().Replace("https://", "", StringComparison.Ordinal).TrimEnd('/') is var plain && Answers.HostAndPort.Parse(plain) is not null ? plain : null };

    /// <summary>A kernel's version: major and minor.</summary>
    public static TextType Kernel { get; } = new(
        "kernel", "a kernel's major and minor version such as 5.15", "^(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})$", s => KernelVersion.TryParse(s, out _));

    /// <summary>A DNS name for egress, with an optional leading <c>*.</c>.</summary>
    public static TextType EgressName { get; } = new(
        "DNS name",
        "a lower-case DNS name such as api.partner.test, or *.partner.test",
        "^(\\*\\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$",
        s => Host.Fits(s.StartsWith("*.", StringComparison.Ordinal) ? s[2..] : s));

    /// <summary>A CPU quantity: cores or millicores.</summary>
    public static TextType Cpu { get; } = new(
        "CPU", "a CPU quantity such as 100m, 1 or 1.5", "^([0-9]{1,7}m|[0-9]{1,4}(\\.[0-9]{1,3})?)$", s => Quantity.TryParseCpu(s, out _));

    /// <summary>A number above zero.</summary>
    public static TextType Share { get; } = new(
        "number", "a number above 0 such as 100 or 0.5, of at most nine digits and three behind the dot", "^(0|[1-9][0-9]{0,8})(\\.[0-9]{1,3})?$",
        IsShare);

    /// <summary>A query in Prometheus' language; whether it is one, Prometheus says.</summary>
    public static TextType Query { get; } = new("query", "text of at most 4096 characters that asks something", "^[\\s\\S]{1,4096}$", s => Any.Fits(s) && !string.IsNullOrWhiteSpace(s));

    /// <summary>A memory quantity.</summary>
    public static TextType Memory { get; } = new(
        "memory", "a memory quantity such as 128Mi or 1Gi (at least 1Mi)", "^[0-9]{1,15}(Ki|Mi|Gi|Ti|k|M|G|T)?$", s => Quantity.TryParseMemory(s, out _));

    /// <summary>A size for request bodies.</summary>
    public static TextType BodySize { get; } = new(
        "size", "off, or a size below 4Gi such as 10Mi or 512Ki", "^(off|[1-9][0-9]{0,9}(Ki|Mi|Gi))$",
        s => s == "off" || (Quantity.TryParseSize(s) && s[0] != '0'));

    /// <summary>A Gateway API duration.</summary>
    public static TextType Duration { get; } = new(
        "duration", "a duration of hours, minutes, seconds or milliseconds such as 60s, 1m30s or 500ms; 0s is no limit", "^([0-9]{1,5}(h|m|s|ms)){1,4}$", IsDuration);

    /// <summary>A CORS origin.</summary>
    public static TextType Origin { get; } = new(
        "origin",
        "an origin such as https://app.example.com or https://*.example.com",
        "^https?://(\\*\\.)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:[0-9]{1,5})?$",
        IsOrigin);

    /// <summary>An absolute URL path as a Gateway API path match takes it.</summary>
    public static TextType UrlPath { get; } = new(
        "path",
        "an absolute path such as /api, of letters, digits and -._~!$&'()*+,;=:@%/, without //, /./, /../ or a fragment",
        "^/[A-Za-z0-9/._~!$&'()*+,;=:@%-]*$",
        IsUrlPath);

    /// <summary>Paths of requests that a call may make: one, or all below one.</summary>
    public static TextType CalledPath { get; } = new(
        "called path",
        "a path such as /orders, or /orders/* for all below it, of letters, digits and -._~/",
        "^/[A-Za-z0-9/._~-]*\\*?$",
        s => s.EndsWith("/*", StringComparison.Ordinal) ? IsCalledPath(s[..^1]) : IsCalledPath(s));

    /// <summary>An absolute path in a container, other than the root. In its normal form it has no doubled or final slash and no part <c>.</c>.</summary>
    public static TextType FilePath { get; } = new(
        "file path", "an absolute path such as /tmp, not the root itself, without .. or a colon, at most 1024 characters", "^/[^:\\u0000-\\u001f]*$",
        s => s.Length <= 1024 && s.StartsWith('/') && !s.Contains(':') && IsClean(s) && !s.Any(char.IsControl) && !s.Split('/').Contains("..") && FolderOf(s) != "/")
    { Normal = FolderOf };

    /// <summary>An environment variable's name.</summary>
    public static TextType EnvironmentVariable { get; } = new(
        "variable", "a variable name of letters, digits and _, not starting with a digit", "^[A-Za-z_][A-Za-z0-9_]{0,252}$",
        s => s.Length is >= 1 and <= 253 && !char.IsAsciiDigit(s[0]) && s.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'));

    /// <summary>A kernel parameter's name, as the API server takes it. In its normal form its parts are joined by dots, which is how Pod Security compares it.</summary>
    public static TextType SysctlName { get; } = new(
        "sysctl",
        "a kernel parameter such as net.ipv4.tcp_keepalive_time: parts of lower-case letters, digits, - and _, joined by dots or slashes, at most 253 characters",
        "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$",
        s => s.Length <= 253 && s.Split('.', '/').All(IsSysctlPart))
    { Normal = WithDots };

    /// <summary>A kernel parameter's value: one line with something in it.</summary>
    public static TextType SysctlValue { get; } = new(
        "sysctl value", "a value of 1 to 1024 characters on one line, such as 60", "^[^\\u0000-\\u001f]{1,1024}$",
        s => s.Length <= 1024 && !string.IsNullOrWhiteSpace(s) && IsClean(s) && !s.Any(char.IsControl));

    /// <summary>A key of a Secret.</summary>
    public static TextType SecretKey { get; } = new(
        "Secret key", "a key of letters, digits, -, _ and ., other than . and not starting with ..", "^[-._a-zA-Z0-9]{1,253}$",
        s => s.Length is >= 1 and <= 253 && s is not "." && !s.StartsWith("..", StringComparison.Ordinal) && s.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));

    /// <summary>A label's key, with an optional DNS prefix.</summary>
    public static TextType LabelKey { get; } = new(
        "label key", "a label key such as app or example.com/app", "^([a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?$", IsLabelKey);

    /// <summary>A label's value; empty is allowed.</summary>
    public static TextType LabelValue { get; } = new(
        "label value", "a label value of at most 63 letters, digits, -, _ and ., starting and ending with a letter or digit", "^([A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?)?$",
        s => s.Length == 0 || IsLabelName(s));

    /// <summary>An e-mail address of a plain alphabet that needs no quoting anywhere.</summary>
    public static TextType Email { get; } = new(
        "e-mail", "an e-mail address of letters, digits and ._+-", "^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$",
        s => s.Split('@') is [{ Length: > 0 and <= 64 } local, var host]
            && char.IsAsciiLetterOrDigit(local[0]) && local.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '+' or '-') && Host.Fits(host));

    /// <summary>A call's target: a service, or NAMESPACE/SERVICE outside the bundle.</summary>
    public static TextType CallTarget { get; } = new(
        "service", "a service, or NAMESPACE/SERVICE outside the bundle", "^([a-z]([-a-z0-9]{0,61}[a-z0-9])?/)?[a-z]([-a-z0-9]{0,61}[a-z0-9])?$",
        s => s.Split('/') is { Length: 1 or 2 } parts && parts.All(p => IsDns1035(p, 63)));

    /// <summary>An issuer of cert-manager: NAME for a ClusterIssuer, Issuer/NAME for one in the application's namespace.</summary>
    public static TextType Issuer { get; } = new(
        "issuer", "NAME of a ClusterIssuer, or Issuer/NAME or ClusterIssuer/NAME", "^((Cluster)?Issuer/)?[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$",
        s => ObjectName.Fits(s[(s.IndexOf('/') + 1)..]) && (!s.Contains('/') || s.StartsWith("Issuer/", StringComparison.Ordinal) || s.StartsWith("ClusterIssuer/", StringComparison.Ordinal)));

    /// <summary>The id of a Google Cloud project, of a domain's too.</summary>
    public static TextType GoogleProject { get; } = new(
        "project", "the id of a Google Cloud project such as shop-prod-1234: 6 to 30 lower-case letters, digits and dashes, a domain and a colon before it where it has one",
        "^([a-z0-9]([-.a-z0-9]*[a-z0-9])?:)?[a-z][-a-z0-9]{4,28}[a-z0-9]$",
        s => s.Split(':') is { Length: 1 or 2 } parts && parts[^1].Length >= 6 && IsDns1035(parts[^1], 30) && (parts.Length == 1 || Host.Fits(parts[0])));

    /// <summary>A UUID in lower case, by which Azure names subscriptions, tenants and clients.</summary>
    public static TextType Uuid { get; } = new(
        "UUID", "a UUID such as 0a1b2c3d-0123-4567-89ab-0123456789ab", "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        s => s.Length == 36 && s.Select((c, i) => i is 8 or 13 or 18 or 23 ? c == '-' : char.IsAsciiHexDigitLower(c)).All(fits => fits))
    { Instead = s => Guid.TryParse(s, out var id) ? id.ToString("D") : null };

    /// <summary>Name of a resource group of Azure.</summary>
    public static TextType ResourceGroup { get; } = new(
        "resource group", "the name of a resource group of Azure: 1 to 90 letters, digits and -_.(), the last one no dot", "^[A-Za-z0-9()_.-]{0,89}[A-Za-z0-9()_-]$",
        s => s.Length is >= 1 and <= 90 && s[^1] != '.' && s.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '(' or ')'));

    /// <summary>Name of a header of HTTP.</summary>
    public static TextType HeaderName { get; } = new(
        "header", "a header's name of letters, digits and dashes such as x-canary, at most 64 characters", "^[A-Za-z0-9][-A-Za-z0-9]{0,63}$",
        s => s.Length is >= 1 and <= 64 && char.IsAsciiLetterOrDigit(s[0]) && s.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));

    /// <summary>A calendar date.</summary>
    public static TextType Date { get; } = new(
        "date", "a date such as 2027-06-30", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", s => DateOnly.TryParseExact(s, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));

    /// <summary>A finding's code that can be waived.</summary>
    public static TextType FindingCode { get; } = new("code", "a finding's code such as NS2060", "^NS[0-9]{4}$", s => s.Length == 6 && s.StartsWith("NS", StringComparison.Ordinal) && s[2..].All(char.IsAsciiDigit));

    /// <summary>Digits alone: the parsers of .NET would let NUL follow.</summary>
    internal static bool IsPortNumber(string s) =>
        s.Length is >= 1 and <= 5 && s[0] != '0' && s.All(char.IsAsciiDigit) && int.Parse(s, CultureInfo.InvariantCulture) <= 65535;

    private static bool IsShare(string s)
    {
        var parts = s.Split('.');
        var (whole, rest) = (parts[0], parts.Length == 2 ? parts[1] : "0");
        return parts.Length <= 2 && whole.Length is >= 1 and <= 9 && rest.Length is >= 1 and <= 3 && (whole == "0" || whole[0] != '0')
            && (whole + rest).All(char.IsAsciiDigit) && (whole + rest).Any(c => c != '0');
    }

    private static bool IsDns1035(string s, int length) => IsDns1123(s, length) && char.IsAsciiLetterLower(s[0]);

    private static bool IsDns1123(string s, int length) =>
        s.Length >= 1 && s.Length <= length && s[0] != '-' && s[^1] != '-' && s.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static bool IsLabelName(string s) =>
        s.Length is >= 1 and <= 63 && char.IsAsciiLetterOrDigit(s[0]) && char.IsAsciiLetterOrDigit(s[^1]) && s.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static bool IsLabelKey(string s) => s.Split('/') switch
    {
        [var name] => IsLabelName(name),
        [var prefix, var name] => ObjectName.Fits(prefix) && IsLabelName(name),
        _ => false,
    };

    /// <summary>No control characters but tab and line feed, no lone surrogates, no byte order mark or noncharacter (kubectl kustomize refuses them), no private-use character (the renderer marks directives with one).</summary>
    private static bool IsClean(string s)
    {
        for (var i = 0; i < s.Length; i++)
        {
            if (char.IsControl(s[i]) && s[i] is not ('\n' or '\t')) return false;
            if (s[i] is (>= '\uE000' and <= '\uF8FF') or '\uFEFF' or '\uFFFE' or '\uFFFF') return false;
            if (char.IsHighSurrogate(s[i]) && i + 1 < s.Length && char.IsLowSurrogate(s[i + 1])) i++;
            else if (char.IsSurrogate(s[i])) return false;
        }

        return true;
    }

    private static bool IsDuration(string s)
    {
        var parts = 0;
        for (var i = 0; i < s.Length; parts++)
        {
            var start = i;
            while (i < s.Length && char.IsAsciiDigit(s[i])) i++;
            if (i == start || i - start > 5) return false;
            if (i + 1 < s.Length && s[i] == 'm' && s[i + 1] == 's') i += 2;
            else if (i < s.Length && s[i] is 'h' or 'm' or 's') i++;
            else return false;
        }

        return parts is >= 1 and <= 4;
    }

    private static bool IsOrigin(string s)
    {
        var rest = s.StartsWith("https://", StringComparison.Ordinal) ? s[8..] : s.StartsWith("http://", StringComparison.Ordinal) ? s[7..] : null;
        if (rest is null || s.Length > 253) return false;
        var parts = rest.Split(':');
        if (parts.Length > 2 || (parts.Length == 2 && !IsPortNumber(parts[1]))) return false;
        var host = parts[0].StartsWith("*.", StringComparison.Ordinal) ? parts[0][2..] : parts[0];
        return host == "localhost" || Host.Fits(host);
    }

    private static bool IsSysctlPart(string s) =>
        s.Length > 0 && IsLowerOrDigit(s[0]) && IsLowerOrDigit(s[^1]) && s.All(c => IsLowerOrDigit(c) || c is '-' or '_');

    private static bool IsLowerOrDigit(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);

    /// <summary>The first separator says which of the two it is, as for the kubelet (NormalizeName in component-helpers, Kubernetes 1.36): in a name that begins with slashes dots are slashes.</summary>
    private static string WithDots(string name) => name.IndexOfAny(['.', '/']) is var first && first >= 0 && name[first] == '/'
        ? string.Concat(name.Select(c => c switch { '/' => '.', '.' => '/', _ => c }))
        : name;

    private static string FolderOf(string path) => "/" + string.Join('/', path.Split('/').Where(p => p is not ("" or ".")));

    private static bool IsCalledPath(string s) => IsUrlPath(s) && s.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '~' or '-');

    private static bool IsUrlPath(string s)
    {
        if (s.Length is 0 or > 1024 || s[0] != '/' || s.Contains("//", StringComparison.Ordinal)) return false;
        if (s.Split('/').Any(p => p is "." or "..")) return false;
        if (s.Contains("%2f", StringComparison.OrdinalIgnoreCase)) return false;
        for (var i = 0; i < s.Length; i++)
        {
            if (s[i] == '%')
            {
                if (i + 2 >= s.Length || !char.IsAsciiHexDigit(s[i + 1]) || !char.IsAsciiHexDigit(s[i + 2])) return false;
            }
            else if (!char.IsAsciiLetterOrDigit(s[i]) && !"/._~!$&'()*+,;=:@-".Contains(s[i]))
            {
                return false;
            }
        }

        return true;
    }
}
