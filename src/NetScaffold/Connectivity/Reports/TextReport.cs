using System.Globalization;
using NetScaffold.Diagnostics;

namespace NetScaffold.Connectivity;

/// <summary>Prints connections for people: a matrix where it fits, then a list by source.</summary>
public static class TextReport
{
    /// <summary>More workloads make a matrix that nobody can read.</summary>
    public const int MaxMatrix = 30;

    private const string Outside = "outside";

    /// <summary>Writes matrix and list.</summary>
    public static void Write(TextWriter output, Reachability reachability)
    {
        var workloads = reachability.Workloads.ToList();
        output.Write($"{Count(workloads.Count, "workload")}, {Count(reachability.Cluster.PolicyObjects, "policy", "policies")}, {Count(reachability.Cluster.EntryPoints.Length, "way in", "ways in")}.\n");
        if (workloads.Count is > 0 and <= MaxMatrix) WriteMatrix(output, reachability, workloads);
        else if (workloads.Count > MaxMatrix) output.Write($"\nA matrix is printed for up to {MaxMatrix} workloads.\n");
        WriteList(output, reachability.Connections(), workloads.Count);
        WriteMesh(output, MeshLayer.Of(reachability.Cluster));
    }

    /// <summary>Writes what a mesh lets through, apart from what network policies do: a call needs both.</summary>
    private static void WriteMesh(TextWriter output, MeshLayer mesh)
    {
        var held = mesh.Held.ToList();
        if (held.Count == 0) return;
        output.Write("\nBesides, the mesh lets in, by certificate:\n");
        foreach (var workload in held)
        {
            output.Write($"\n{Shown.Line(workload.ToString())}\n");
            var lines = mesh.LinesOf(workload).ToList();
            foreach (var line in lines) output.Write($"  <- {Shown.Line(line.Callers)}: {Shown.Line(line.Ports)}{(line.Requests.Length > 0 ? $", {Shown.Line(line.Requests)}" : "")}{(line.Policy.Services.IsEmpty ? "" : " (on the way)")}\n");
            if (lines.Count == 0) output.Write("  <- nobody\n");
            if (mesh.PlainPorts(workload) is { IsEmpty: false } plain) output.Write($"  plain calls: {(plain.Equals(PortSet.Of(Protocol.Tcp)) ? "every port" : plain)}\n");
        }
    }

    /// <summary>Writes a list by source. Where all others are open alike, one line says so.</summary>
    /// <param name="output">Takes the text.</param>
    /// <param name="connections">In their order.</param>
    /// <param name="workloads">How many there are.</param>
    public static void WriteList(TextWriter output, IEnumerable<Connection> connections, int workloads)
    {
        // What comes from outside is one group: each address range on its own says little.
        var fromOutside = new List<Connection>();
        foreach (var group in Consecutive(connections, fromOutside))
        {
            output.Write($"\n{Shown.Line(group.Key.ToString()!)}\n");
            foreach (var line in WithoutRepetition(group.Value, workloads - 1)) output.Write($"  -> {Shown.Line(line.Peer)}: {line.Ports}\n");
        }

        foreach (var same in fromOutside.GroupBy(c => c.Destination).SelectMany(g => GroupedConnection.Of(g, c => c.Source).Select(line => (line.Peer, Destination: g.Key, line.Ports))).GroupBy(l => l.Peer))
        {
            output.Write($"\n{same.Key}\n");
            foreach (var line in same) output.Write($"  -> {Shown.Line(line.Destination.ToString()!)}: {line.Ports}\n");
        }
    }

    /// <summary>The lines of one source; all other workloads as one line when the same is open with each.</summary>
    private static IEnumerable<GroupedConnection> WithoutRepetition(List<Connection> connections, int others)
    {
        var toWorkloads = connections.Where(c => c.Destination is WorkloadPeer).ToList();
        if (others < 3 || toWorkloads.Count != others || toWorkloads.Exists(c => !c.Allowed.Equals(toWorkloads[0].Allowed))) return GroupedConnection.Of(connections, c => c.Destination);
        return GroupedConnection.Of(connections.Where(c => c.Destination is not WorkloadPeer), c => c.Destination).Prepend(new GroupedConnection($"every other workload ({others})", toWorkloads[0].Allowed));
    }

    private static IEnumerable<KeyValuePair<Peer, List<Connection>>> Consecutive(IEnumerable<Connection> connections, List<Connection> fromOutside)
    {
        KeyValuePair<Peer, List<Connection>>? current = null;
        foreach (var connection in connections)
        {
            if (connection.Source is AddressPeer)
            {
                fromOutside.Add(connection);
                continue;
            }

            if (current is { } open && open.Key.Equals(connection.Source))
            {
                open.Value.Add(connection);
                continue;
            }

            if (current is not null) yield return current.Value;
            current = new(connection.Source, [connection]);
        }

        if (current is not null) yield return current.Value;
    }

    private static void WriteMatrix(TextWriter output, Reachability reachability, List<WorkloadPeer> workloads)
    {
        var cells = new Dictionary<(string, string), char>();
        foreach (var connection in reachability.Connections())
        {
            var key = (NameOf(connection.Source), NameOf(connection.Destination));
            // Addresses share a line: some of them are not all of them.
            var isAll = connection.Allowed.IsAll && (connection.Source as AddressPeer ?? connection.Destination as AddressPeer) is not { } address
                || (connection.Allowed.IsAll && (connection.Source as AddressPeer ?? connection.Destination as AddressPeer)!.Range is var range && range == AddressRange.Whole(range.IsV6));
            cells[key] = isAll && cells.GetValueOrDefault(key, '*') == '*' ? '*' : '+';
        }

        var columns = workloads.Select(w => w.ToString()).Append(Outside).ToList();
        var rows = columns.Concat(reachability.Controllers.Select(c => c.ToString())).ToList();
        var width = rows.Max(r => r.Length);
        output.Write($"\n{new string(' ', width + 3)} {string.Join(' ', Enumerable.Range(1, columns.Count).Select(n => Right(n, 2)))}\n");
        for (var i = 0; i < rows.Count; i++)
        {
            var marks = columns.Select(column => $" {(rows[i] == column ? '-' : cells.GetValueOrDefault((rows[i], column), '.'))}");
            output.Write($"{(i < columns.Count ? Right(i + 1, 2) : "  ")} {Shown.Line(rows[i]).PadRight(width)} {string.Join(' ', marks)}\n");
        }

        output.Write("\nRows reach columns: * everything, + some ports or addresses, . nothing.\n");
    }

    private static string NameOf(Peer peer) => peer is AddressPeer ? Outside : peer.ToString()!;

    private static string Right(int number, int width) => number.ToString(CultureInfo.InvariantCulture).PadLeft(width);

    private static string Count(int number, string one, string? many = null) => number == 1 ? $"1 {one}" : $"{number} {many ?? one + "s"}";
}
