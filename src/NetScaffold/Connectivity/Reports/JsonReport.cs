using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NetScaffold.Diagnostics;

namespace NetScaffold.Connectivity;

/// <summary>Prints connections for programs: version 1 of the contract, one connection on each line.</summary>
public static class JsonReport
{
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes <c>{"version":1,"connections":[…],"notes":[…]}</c> as it goes; a large answer is never in memory as a whole.</summary>
    /// <param name="output">Takes the text.</param>
    /// <param name="connections">In their order. Everything allowed is ports <c>1-65535</c> for TCP, UDP and SCTP.</param>
    /// <param name="notes">What was found.</param>
    public static void Write(TextWriter output, IEnumerable<Connection> connections, IEnumerable<Diagnostic> notes)
    {
        output.Write("{\"version\":1,\"connections\":[");
        WriteConnections(output, connections);
        output.Write("],\"notes\":[");
        WriteItems(output, notes, Write);
        output.Write("]}\n");
    }

    /// <summary>There may be millions, of few peers and fewer sets of ports: each of those is printed once and then copied.</summary>
    private static void WriteConnections(TextWriter output, IEnumerable<Connection> connections)
    {
        var peers = new Dictionary<Peer, string>(ReferenceEqualityComparer.Instance);
        var ports = new Dictionary<PortSet, string>();
        var separator = "\n";
        foreach (var connection in connections.SelectMany(InBlocks))
        {
            if (!ports.TryGetValue(connection.Allowed, out var allowed)) ports.Add(connection.Allowed, allowed = Members(json => WritePorts(json, "allowed", connection.Allowed)));
            output.Write(separator);
            output.Write("{\"src\":");
            output.Write(TextOf(connection.Source));
            output.Write(",\"dst\":");
            output.Write(TextOf(connection.Destination));
            output.Write(",");
            output.Write(allowed);
            output.Write("}");
            separator = ",\n";
        }

        string TextOf(Peer peer)
        {
            if (peers.TryGetValue(peer, out var text)) return text;
            text = $"\"{JsonEncodedText.Encode(peer.ToString()!, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
            // Each range of addresses is a value of its own.
            if (peer is not AddressPeer) peers.Add(peer, text);
            return text;
        }
    }

    /// <summary>What stands between the braces of an object.</summary>
    private static string Members(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, OneLine);
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan[1..^1]);
    }

    /// <summary>Writes the comparison of two states: <c>{"version":1,"gained":[…],"lost":[…],"notes":[…]}</c>.</summary>
    public static void Write(TextWriter output, ReachDiff diff, IEnumerable<Diagnostic> notes)
    {
        output.Write("{\"version\":1,\"gained\":[");
        WriteConnections(output, diff.Gained);
        output.Write("],\"lost\":[");
        WriteConnections(output, diff.Lost);
        output.Write("],\"notes\":[");
        WriteItems(output, notes, Write);
        output.Write("]}\n");
    }

    /// <summary>Writes the answer to one question: <c>{"version":1,"answer":"yes","src":…,"dst":…,"asked":[…],"allowed":[…],"egress":[…],"ingress":[…],"notes":[…]}</c>.</summary>
    public static void Write(TextWriter output, ReachAnswer answer, IEnumerable<Diagnostic> notes)
    {
        output.Write("{\"version\":1,\"answers\":[");
        WriteItems(output, answer.Explanations, (json, explanation) =>
        {
            json.WriteString("answer", Shown.Word(answer.VerdictOf(explanation)));
            json.WriteString("src", explanation.Source.ToString());
            json.WriteString("dst", explanation.Destination.ToString());
            var asked = answer.AskedOf(explanation.Destination);
            WritePorts(json, "asked", asked);
            WritePorts(json, "allowed", explanation.Allowed.Intersect(asked));
            WriteDecisions(json, "egress", explanation.Pairs.SelectMany(p => p.Egress));
            WriteDecisions(json, "ingress", explanation.Pairs.SelectMany(p => p.Ingress));
        });
        output.Write("],\"notes\":[");
        WriteItems(output, notes, Write);
        output.Write("]}\n");
    }

    /// <summary>IPv6 as CIDRs: few programs read ranges of it.</summary>
    private static IEnumerable<Connection> InBlocks(Connection connection) => connection switch
    {
        { Source: AddressPeer { Range: { IsV6: true } range } } => range.Blocks().Select(block => connection with { Source = new AddressPeer(block) }),
        { Destination: AddressPeer { Range: { IsV6: true } range } } => range.Blocks().Select(block => connection with { Destination = new AddressPeer(block) }),
        _ => [connection],
    };

    private static void WritePorts(Utf8JsonWriter json, string name, PortSet ports)
    {
        json.WriteStartArray(name);
        foreach (var protocol in PortSet.Protocols)
        {
            var ranges = ports.Ranges(protocol).ToList();
            if (ranges.Count == 0) continue;
            json.WriteStartObject();
            json.WriteString("protocol", PortSet.Name(protocol));
            json.WriteStartArray("ports");
            foreach (var range in ranges) json.WriteStringValue(PortSet.Text(range));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteDecisions(Utf8JsonWriter json, string name, IEnumerable<Decision> decisions)
    {
        json.WriteStartArray(name);
        foreach (var decision in decisions)
        {
            json.WriteStartObject();
            json.WriteBoolean("allows", decision.IsAllowed);
            WritePorts(json, "ports", decision.Ports);
            json.WriteStartArray("policies");
            foreach (var policy in decision.Policies.Select(p => p.ToString()).Distinct()) json.WriteStringValue(policy);
            json.WriteEndArray();
            if (decision.Rule is { } rule)
            {
                json.WriteString("rule", rule.Label);
                json.WriteString("at", rule.At.ToString());
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Diagnostic note)
    {
        json.WriteString("code", note.Code);
        json.WriteString("severity", Shown.Word(note.Severity));
        json.WriteString("file", note.At.File);
        json.WriteNumber("line", note.At.Line);
        json.WriteNumber("column", note.At.Column);
        json.WriteString("message", note.Message);
        if (note.Help is { } help) json.WriteString("help", help);
    }

    private static void WriteItems<T>(TextWriter output, IEnumerable<T> items, Action<Utf8JsonWriter, T> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, OneLine);
        var isFirst = true;
        foreach (var item in items)
        {
            json.WriteStartObject();
            members(json, item);
            json.WriteEndObject();
            json.Flush();
            output.Write(isFirst ? "\n" : ",\n");
            output.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
            buffer.ResetWrittenCount();
            json.Reset();
            isFirst = false;
        }
    }
}
