using NetScaffold.Cli.Files;
using NetScaffold.Diagnostics;

namespace NetScaffold.Cli.Wizard;

/// <summary>Finds out early whether a folder takes files.</summary>
internal static class WriteProbe
{
    /// <summary>Why nothing can be written there; null when something can. It makes a file that is gone at once.</summary>
    public static Diagnostic? Problem(BundleFolder folder)
    {
        try
        {
            var parent = folder.FirstMissing is { } missing ? Path.GetDirectoryName(missing)! : folder.FullPath;
            FileProblem.Guard(folder.Target, () => new FileStream(TemporaryFiles.NameFor(Path.Combine(parent, "probe")), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose());
            return null;
        }
        catch (FileProblem problem)
        {
            return problem.Diagnostic;
        }
    }
}
