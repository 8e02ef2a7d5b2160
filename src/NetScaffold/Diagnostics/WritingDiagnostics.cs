using NetScaffold.Bundles;

namespace NetScaffold.Diagnostics;

/// <summary>NS8: what keeps a bundle from being written. Nothing is written when one of the errors stands.</summary>
/// <remarks>A <c>path</c> is one inside the bundle, a <c>target</c> the bundle's folder as the user named it.</remarks>
public static class WritingDiagnostics
{
    /// <summary>NS8001: the folder to write to is a file.</summary>
    public static Diagnostic TargetIsFile(string target) => Error("NS8001", target,
        $"'{target}' is a file; a bundle needs a folder.",
        "Name another folder with --output, or move the file away.");

    /// <summary>NS8002: the folder to write to would be below a file.</summary>
    /// <param name="target">The folder as the user named it.</param>
    /// <param name="file">Name of the file among its parents.</param>
    public static Diagnostic TargetBelowFile(string target, string file) => Error("NS8002", target,
        $"'{target}' cannot be a folder: '{file}' in it is a file.",
        "Name another folder with --output, or move the file away.");

    /// <summary>NS8003: the system denies writing, by permissions or because the disk is read-only.</summary>
    public static Diagnostic NotWritable(string path) => Error("NS8003", path,
        $"'{path}' cannot be written: permission denied.",
        "Allow the current user to write there, or name another folder with --output.");

    /// <summary>NS8004: no space, no quota, or a file-size limit.</summary>
    public static Diagnostic OutOfSpace(string path) => Error("NS8004", path,
        $"'{path}' cannot be written: the disk is full or a size limit is reached.",
        "Free some space and run the command again; the folder is as it was, or is completed by the next run.");

    /// <summary>NS8005: a link among the parts of the path leads out of the bundle's folder, or to itself.</summary>
    public static Diagnostic LinkLeadsOut(string path) => Error("NS8005", path,
        $"'{path}' is a link that leads out of the bundle's folder; nothing is read or written through it.",
        "Replace the link by a folder or file of its own.");

    /// <summary>NS8006: a file that was edited, that is not ours, or that may be either, stands where the bundle has another text.</summary>
    public static Diagnostic WouldOverwrite(string path, ConflictCause cause) => Error("NS8006", path, $"'{path}' would be overwritten: " + cause switch
    {
        ConflictCause.Edited => "it was edited since netscaffold wrote it.",
        ConflictCause.NoLock => "it differs, and without a readable netscaffold.lock nothing tells whether it was edited.",
        ConflictCause.OtherAnswers => "it holds other answers than those given.",
        ConflictCause.NoLockOfOurs => "it is no lock of netscaffold.",
        _ => "netscaffold did not write it.",
    }, cause switch
    {
        ConflictCause.Edited => "Move the edit into the answers, or the file out of the way; --force overwrites it.",
        ConflictCause.NoLock => "Restore netscaffold.lock from version control, or look at the file with render --diff; --force overwrites it.",
        ConflictCause.OtherAnswers => "Change the answers in the file and run netscaffold render, or name another folder with --output; --force overwrites it.",
        _ => "Move the file out of the way; --force overwrites it.",
    });

    /// <summary>NS8007: a file that was edited is no longer part of the bundle.</summary>
    public static Diagnostic WouldDelete(string path) => Error("NS8007", path,
        $"'{path}' is no longer part of the bundle, but was edited.",
        "Move the file out of the way or delete it; --force deletes it.");

    /// <summary>NS8008: the lock cannot be read, so nothing tells edited files from old ones.</summary>
    /// <param name="at">The first line that cannot be read.</param>
    public static Diagnostic UnreadableLock(SourceLocation at) => new("NS8008", Severity.Warning, at,
        "The lock cannot be read; it is written anew where all files are as they should be.")
    {
        Help = "Restore netscaffold.lock from version control, or look at the files named and use --force.",
    };

    /// <summary>NS8009: another run holds the folder, or made it meanwhile.</summary>
    public static Diagnostic AnotherRun(string target) => Error("NS8009", target,
        $"Another run of netscaffold is writing '{target}'.",
        "Wait for it to end, then run the command again.");

    /// <summary>NS8010: a folder where the bundle has a file, or a file where it has a folder.</summary>
    public static Diagnostic InTheWay(string path, bool isFolder) => Error("NS8010", path,
        isFolder ? $"'{path}' is a folder where the bundle has a file." : $"'{path}' is a file where the bundle has a folder.",
        "Move it out of the way.");

    /// <summary>NS8011: the system refused for a reason without a code of its own, such as a name too long or a failing disk.</summary>
    public static Diagnostic CannotWrite(string path) => Error("NS8011", path.Length > 0 ? path : "''",
        $"'{path}' cannot be written.",
        "Check the name, the disk and its file system, then run the command again.");

    /// <summary>NS8012: a file that must be compared cannot be read.</summary>
    public static Diagnostic NotReadable(string path) => Error("NS8012", path,
        $"'{path}' cannot be read, so it cannot be told whether it was edited.",
        "Allow the current user to read it, or move it out of the way.");

    /// <summary>NS8013: a disk that fails in the middle, or an output that takes no more.</summary>
    public static Diagnostic InputOutput(string why) => Error("NS8013", "netscaffold",
        $"Reading or writing failed: {why.TrimEnd('.')}.",
        "Check the disk and where the output goes, then run the command again.");

    /// <summary>NS8014: a pipe, a socket or a device where the bundle has a file.</summary>
    public static Diagnostic NotRegular(string path) => Error("NS8014", path,
        $"'{path}' is a pipe, a socket or a device where the bundle has a file.",
        "Move it out of the way.");

    /// <summary>NS8015: a temporary file or folder of a failed run that could not be removed.</summary>
    /// <param name="fullPath">Where it is.</param>
    public static Diagnostic LeftBehind(string fullPath) => new("NS8015", Severity.Warning, new SourceLocation(fullPath),
        $"'{fullPath}' was left behind: it could not be removed.")
    {
        Help = "Delete it, or let the next run in this folder do so.",
    };

    /// <summary>NS8016: the folder that the command runs in is gone, so that a relative path leads nowhere.</summary>
    public static Diagnostic NoWorkingFolder(string target) => Error("NS8016", target,
        $"'{target}' is a path from the current folder, which is no longer there.",
        "Change to a folder that exists, or name the folder in full.");

    private static Diagnostic Error(string code, string at, string message, string help) =>
        new(code, Severity.Error, new SourceLocation(at), message) { Help = help };
}
