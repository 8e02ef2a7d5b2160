namespace NetScaffold.Connectivity;

/// <summary>Prints connections as a table for spreadsheets: one line for each protocol, fields quoted as RFC 4180 says.</summary>
public static class CsvReport
{
    /// <summary>Writes a line of headings, then one line for each connection and protocol.</summary>
    public static void Write(TextWriter output, IEnumerable<Connection> connections)
    {
        output.Write("source,destination,protocol,ports\n");
        foreach (var connection in connections)
        {
            foreach (var protocol in PortSet.Protocols)
            {
                var ports = string.Join(' ', connection.Allowed.Ranges(protocol).Select(PortSet.Text));
                if (ports.Length > 0) output.Write($"{Field(connection.Source.ToString()!)},{Field(connection.Destination.ToString()!)},{PortSet.Name(protocol)},{ports}\n");
            }
        }
    }

    // A leading sign would make a spreadsheet compute what a manifest wrote.
    private static string Field(string text)
    {
        var plain = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{text}" : text;
        return plain.AsSpan().IndexOfAny(",\"\r\n") < 0 ? plain : $"\"{plain.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
