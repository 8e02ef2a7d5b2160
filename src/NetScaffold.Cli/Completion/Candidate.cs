namespace NetScaffold.Cli.Completion;

/// <summary>A word that may stand where the cursor is.</summary>
/// <param name="Text">The whole word; one that ends in <c>=</c>, <c>:</c> or <c>.</c> goes on.</param>
/// <param name="Help">What it means, one line; may be empty.</param>
internal readonly record struct Candidate(string Text, string Help = "");

/// <summary>All that may stand where the cursor is.</summary>
/// <param name="Kind">Whether the shell shall name files or folders; if so there are no candidates.</param>
/// <param name="Words">Those that begin with what was typed.</param>
internal sealed record Candidates(CandidateKind Kind, IReadOnlyList<Candidate> Words)
{
    public static Candidates Files { get; } = new(CandidateKind.Files, []);

    public static Candidates Folders { get; } = new(CandidateKind.Folders, []);

    public static Candidates Of(IEnumerable<Candidate> words) => new(CandidateKind.Words, [.. words]);
}

/// <summary>What is completed.</summary>
internal enum CandidateKind
{
    Words,
    Files,
    Folders,
}
