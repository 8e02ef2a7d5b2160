using System.Collections.Immutable;
using NetScaffold.Diagnostics;

namespace NetScaffold.Cli.Files;

/// <summary>What clean-up could not remove. It is told beside the reason for the clean-up, never instead of it.</summary>
internal sealed class Leftovers
{
    private readonly List<string> _paths = [];

    /// <summary>NS8015 for each, once.</summary>
    public ImmutableArray<Diagnostic> Diagnostics => [.. _paths.Distinct().Select(WritingDiagnostics.LeftBehind)];

    /// <summary>Removes something, and notes its path where that fails.</summary>
    public void Remove(string path, Action remove)
    {
        try
        {
            remove();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _paths.Add(path);
        }
    }
}

/// <summary>A run that was interrupted and could not remove all that it had made.</summary>
internal sealed class InterruptedWithLeftovers(Leftovers leftovers) : OperationCanceledException
{
    public ImmutableArray<Diagnostic> Diagnostics => leftovers.Diagnostics;
}
