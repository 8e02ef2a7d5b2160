using Microsoft.Win32.SafeHandles;
using NetScaffold.Diagnostics;

namespace NetScaffold.Cli.Files;

/// <summary>Keeps a second run out of a folder, and tells the next one when this one is killed.</summary>
/// <remarks>
/// A file that is held open exclusively (flock on Unix) and deleted at the end. A killed run leaves the file behind, unlocked:
/// only then is a folder searched for temporary files.
/// </remarks>
internal sealed class RunLock : IDisposable
{
    public const string FileName = ".netscaffold-run";

    private readonly SafeFileHandle _handle;
    private readonly Leftovers _leftovers;
    private string _path;

    private RunLock(SafeFileHandle handle, string path, bool followsKilledRun, Leftovers leftovers)
    {
        (_handle, _path, FollowsKilledRun, _leftovers) = (handle, path, followsKilledRun, leftovers);
    }

    public bool FollowsKilledRun { get; }

    /// <param name="folder">Where.</param>
    /// <param name="target">The bundle's folder as the user named it.</param>
    /// <param name="leftovers">Told at the end when the file cannot be deleted.</param>
    /// <exception cref="FileProblem">NS8009 when another run holds it; NS8003 and others when the folder cannot be written.</exception>
    public static RunLock Take(string folder, string target, Leftovers leftovers)
    {
        var path = Path.Combine(folder, FileName);
        RunLock? taken = null;
        FileProblem.Guard(target, () => taken = TryCreate(path, leftovers) ?? TryTakeOver(path, leftovers));
        return taken ?? throw new FileProblem(WritingDiagnostics.AnotherRun(target));
    }

    /// <summary>True when a run was killed in this folder, or is still at work.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>The folder was renamed, with the file in it.</summary>
    public void MovedTo(string folder) => _path = Path.Combine(folder, FileName);

    public void Dispose()
    {
        // Unix: deleted while it is still held, so that nobody takes over a file that is about to go. Windows cannot do that.
        if (_handle.IsClosed) return;
        if (OperatingSystem.IsWindows()) _handle.Dispose();
        _leftovers.Remove(_path, () => File.Delete(_path));
        _handle.Dispose();
    }

    private static RunLock? TryCreate(string path, Leftovers leftovers)
    {
        try
        {
            return new RunLock(File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None), path, false, leftovers);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private static RunLock? TryTakeOver(string path, Leftovers leftovers)
    {
        try
        {
            var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            if (File.Exists(path)) return new RunLock(handle, path, true, leftovers);

            // The other run ended between our two calls: what we hold is nobody's file any more.
            handle.Dispose();
            return null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
