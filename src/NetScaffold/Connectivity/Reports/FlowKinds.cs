namespace NetScaffold.Connectivity;

/// <summary>Words for the kinds of connections.</summary>
internal static class FlowKinds
{
    /// <summary>In the order of legends.</summary>
    public static IReadOnlyList<FlowKind> All => [FlowKind.Allowed, FlowKind.Declared, FlowKind.SideFlow, FlowKind.Undeclared, FlowKind.Missing];

    /// <summary>The word that reports print: <c>side flow</c>.</summary>
    public static string Word(FlowKind kind) => kind switch
    {
        FlowKind.Allowed => "allowed",
        FlowKind.Declared => "declared",
        FlowKind.SideFlow => "side flow",
        FlowKind.Undeclared => "undeclared",
        _ => "missing",
    };

    /// <summary>What it means, for legends.</summary>
    public static string Meaning(FlowKind kind) => kind switch
    {
        FlowKind.Allowed => "open, with nothing declared to hold it to",
        FlowKind.Declared => "open, and asked for",
        FlowKind.SideFlow => "open, because declared calls need it",
        FlowKind.Undeclared => "open, and nobody asked for it",
        _ => "asked for, and closed",
    };

    /// <summary>The name of its class in drawings: <c>side</c>.</summary>
    public static string Class(FlowKind kind) => kind == FlowKind.SideFlow ? "side" : Word(kind);
}
