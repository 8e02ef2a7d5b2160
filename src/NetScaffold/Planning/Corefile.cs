using System.Collections.Immutable;
using NetScaffold.Answers;

namespace NetScaffold.Planning;

/// <summary>
/// The whole configuration of CoreDNS, for platforms that take no part of one. It is kubeadm's own (Kubernetes 1.36) with the answers in it:
/// no rate limit, which CoreDNS does not have, and no cache for names of the cluster, which would keep Services that are gone.
/// </summary>
internal static class Corefile
{
    /// <summary>The lines, without line ends.</summary>
    public static ImmutableArray<string> Of(AnswerSet answers)
    {
        var dns = answers.Cluster.Dns;
        return
        [
            ".:53 {",
            "    errors",
            "    health {",
            "        lameduck 5s",
            "    }",
            "    ready",
            "    kubernetes cluster.local in-addr.arpa ip6.arpa {",
            "        pods insecure",
            "        fallthrough in-addr.arpa ip6.arpa",
            "        ttl 30",
            "    }",
            "    prometheus :9153",
            $"    forward . {(dns.Upstreams.IsEmpty ? "/etc/resolv.conf" : string.Join(' ', dns.Upstreams))} {{",
            "        max_concurrent 1000",
            "    }",
            "    cache 30 {",
            "        disable success cluster.local",
            "        disable denial cluster.local",
            "    }",
            "    loop",
            "    reload",
            "    loadbalance",
            "}",
            .. dns.StubDomains.SelectMany(Lines),
        ];
    }

    private static string[] Lines(StubDomain stub) =>
    [
        $"{stub.Domain}:53 {{",
        "    errors",
        "    cache 30",
        "    loop",
        $"    forward . {string.Join(' ', stub.Servers)} {{",
        "        max_concurrent 1000",
        "    }",
        "}",
    ];
}
