using System.Globalization;
using NetScaffold.Answers;
using NetScaffold.Planning;
using Scriban.Runtime;

namespace NetScaffold.Rendering;

/// <summary>What templates see of the ways out of the mesh.</summary>
internal static class EgressModel
{
    /// <summary>Hosts that are called by name, under <c>h</c>.</summary>
    public static ScriptArray Hosts(AnswerSet answers) => TemplateModel.Array(EgressHosts.Of(answers).Select(host => new ScriptObject
    {
        ["name"] = host.Name,
        ["id"] = host.Id,
        ["object"] = $"{answers.EgressGateway}-{host.Id}",
        ["callers"] = string.Join(", ", host.Calls.Select(c => c.Service)),
        ["portList"] = string.Join(", ", host.Ports.Select(Text)),
        ["ports"] = TemplateModel.Array(host.Ports.Select(Port)),
        ["tlsPorts"] = TemplateModel.Array(host.Ports.Where(p => p != EgressHost.HttpPort).Select(Port)),
        ["hasTls"] = host.Ports.Any(p => p != EgressHost.HttpPort),
        ["hasHttp"] = host.Ports.Contains(EgressHost.HttpPort),
        ["calls"] = TemplateModel.Array(host.Calls.Select(c => new ScriptObject { ["service"] = c.Service, ["ports"] = TemplateModel.Array(c.Ports.Select(Text)) })),
    }));

    /// <summary>Addresses that services call, and their ports, which proxies in pods have to know.</summary>
    public static ScriptObject Addresses(AnswerSet answers)
    {
        var calls = answers.Services.SelectMany(s => s.Egress).Where(e => e is { Cidr: not null, Protocol: "TCP" }).ToList();
        return new ScriptObject
        {
            ["blocks"] = TemplateModel.Array(calls.Select(c => c.Cidr!).Distinct()),
            ["ports"] = TemplateModel.Array(calls.SelectMany(c => c.Ports).Distinct().Order().Select(Text)),
        };
    }

    /// <summary>Ports of all hosts, at which the proxies listen.</summary>
    public static ScriptArray Ports(AnswerSet answers) => TemplateModel.Array(AllPorts(answers).Select(Port));

    /// <summary>The same with their names, for the proxies' pods.</summary>
    public static IEnumerable<(string Name, int Port)> NamedPorts(AnswerSet answers) => AllPorts(answers).Select(p => (NameOf(p), p));

    private static IEnumerable<int> AllPorts(AnswerSet answers) => EgressHosts.Of(answers).SelectMany(h => h.Ports).Distinct().Order();

    private static ScriptObject Port(int port) => new()
    {
        ["name"] = NameOf(port),
        ["port"] = Text(port),
        ["protocol"] = port == EgressHost.HttpPort ? "HTTP" : "TLS",
        // Requests are read behind the mesh's own encryption; of other calls only the name in front of theirs.
        ["serverProtocol"] = port == EgressHost.HttpPort ? "HTTPS" : "TLS",
    };

    private static string NameOf(int port) => port == EgressHost.HttpPort ? "http" : $"tls-{Text(port)}";

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
