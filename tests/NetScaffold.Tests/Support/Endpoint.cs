using System.Net;

namespace NetScaffold.Tests.Support;

/// <summary>One end of a connection, after Service translation: a pod, or an address that is no pod's.</summary>
public abstract record Endpoint
{
    /// <summary>What ipBlock sees of it; null where it sees nothing.</summary>
    public abstract IPAddress? Address { get; }
}

/// <summary>An address outside the pod network: the Internet, a load balancer, another node.</summary>
public sealed record External(IPAddress Ip) : Endpoint
{
    public static External At(string ip) => new(IPAddress.Parse(ip));

    public override IPAddress Address => Ip;

    public override string ToString() => Ip.ToString();
}

/// <summary>A container port with a name.</summary>
public sealed record NamedPort(string Name, int Port, string Protocol = "TCP");

/// <summary>A pod. Its namespace has <c>kubernetes.io/metadata.name</c> besides the labels given.</summary>
public sealed record Pod(string Namespace, IReadOnlyDictionary<string, string> NamespaceLabels, string Name, IReadOnlyDictionary<string, string> Labels) : Endpoint
{
    public IReadOnlyList<NamedPort> NamedPorts { get; init; } = [];

    /// <summary>
    /// Whether ipBlock matches pods is left to the plugin (Calico: yes, Cilium: no). A test that gives the address asks for
    /// the first reading, one that leaves it null for the second.
    /// </summary>
    public IPAddress? Ip { get; init; }

    /// <summary>The address of the node it runs on (<c>status.hostIP</c>), where that matters.</summary>
    public IPAddress? HostIp { get; init; }

    /// <summary>On its node's network: no selector matches it and no policy holds it; ipBlock sees the node's address.</summary>
    public bool IsHostNetwork { get; init; }

    public override IPAddress? Address => IsHostNetwork ? HostIp : Ip;

    public bool IsSamePod(Endpoint other) => other is Pod pod && (pod.Namespace, pod.Name) == (Namespace, Name);

    public override string ToString() => $"{Namespace}/{Name}";
}
