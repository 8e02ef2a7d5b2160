namespace NetScaffold.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCodes
{
    /// <summary>Fine; also when there was nothing to do.</summary>
    public const int Success = 0;

    /// <summary>Drift.</summary>
    public const int Findings = 1;

    /// <summary>Wrong command line, invalid answers, or a refused combination.</summary>
    public const int Usage = 2;

    /// <summary>A bug.</summary>
    public const int Internal = 70;

    /// <summary>Would overwrite, or could not write.</summary>
    public const int CannotWrite = 73;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;
}
