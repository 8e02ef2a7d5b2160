using System.Collections.Immutable;

namespace NetScaffold.Answers;

/// <summary>What the command line answers.</summary>
public sealed record CommandLineAnswers
{
    /// <summary>Of <see cref="Sets"/>.</summary>
    public const string SetFlag = "--set";

    /// <summary>Of <see cref="Services"/>.</summary>
    public const string ServiceFlag = "--service";

    /// <summary>Of <see cref="Calls"/>.</summary>
    public const string CallFlag = "--call";

    /// <summary>Of <see cref="Exposes"/>.</summary>
    public const string ExposeFlag = "--expose";

    /// <summary>Of <see cref="Allows"/>.</summary>
    public const string AllowFlag = "--allow";

    /// <summary>The argument NAME; null when absent.</summary>
    public string? Name { get; init; }

    /// <summary>Values of the questions' own flags, in the order given; a boolean without value is <c>true</c>.</summary>
    public ImmutableArray<(Question Question, ImmutableArray<string> Values)> Flags { get; init; } = [];

    /// <summary><c>path=value</c>, the value read as YAML.</summary>
    public ImmutableArray<string> Sets { get; init; } = [];

    /// <summary><c>NAME[:PORT][=IMAGE]</c>.</summary>
    public ImmutableArray<string> Services { get; init; } = [];

    /// <summary><c>FROM:TO</c>.</summary>
    public ImmutableArray<string> Calls { get; init; } = [];

    /// <summary><c>NAME[=[HOST]/PATH]</c>.</summary>
    public ImmutableArray<string> Exposes { get; init; } = [];

    /// <summary><c>CODE=REASON</c>.</summary>
    public ImmutableArray<string> Allows { get; init; } = [];
}
