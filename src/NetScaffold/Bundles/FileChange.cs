namespace NetScaffold.Bundles;

/// <summary>What a run does, or would do, to one file.</summary>
public enum FileState
{
    /// <summary>The file is not there; also when somebody deleted it.</summary>
    Create,

    /// <summary>The file is as the last run wrote it, and the new text differs.</summary>
    Change,

    /// <summary>The file already holds the new text, whoever wrote it; CRLF line ends count as LF.</summary>
    Unchanged,

    /// <summary>The file is as the last run wrote it, and is no longer produced.</summary>
    Delete,

    /// <summary>The file was edited, or is not ours, and would be overwritten or deleted.</summary>
    Conflict,
}

/// <summary>One file of a folder beside what the bundle wants it to be.</summary>
/// <param name="Path">Relative to the bundle's folder, <c>/</c> between parts.</param>
/// <param name="State">What happens to the file.</param>
/// <param name="Before">The text in the folder with LF line ends; null when the file is not there.</param>
/// <param name="After">The text that the bundle wants; null when the file is no longer produced.</param>
public sealed record FileChange(string Path, FileState State, string? Before, string? After)
{
    /// <summary>False for a file that is created or compared, but that the lock does not keep: the answers file.</summary>
    public bool IsTracked { get; init; } = true;

    /// <summary>Of a conflict; null for the other states.</summary>
    public ConflictCause? Cause { get; init; }
}
