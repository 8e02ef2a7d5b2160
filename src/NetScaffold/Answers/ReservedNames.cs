namespace NetScaffold.Answers;

/// <summary>DNS names that no public certificate authority issues for.</summary>
internal static class ReservedNames
{
    /// <summary>True for names of documentation, tests and private use. Sources: RFC 2606, RFC 6761, RFC 6762; .internal by ICANN, 2024.</summary>
    public static bool Contains(string host)
    {
        var labels = host.Split('.');
        return labels[^1] is "test" or "local" or "internal" or "localhost" or "invalid" or "example" || labels is [.., "example", _];
    }
}
