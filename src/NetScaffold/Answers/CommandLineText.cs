using NetScaffold.Rendering;

namespace NetScaffold.Answers;

/// <summary>Prints answers as the command line that gives them.</summary>
public static class CommandLineText
{
    /// <summary>One line for a POSIX shell that writes the same bundle and asks nothing.</summary>
    /// <param name="line">The answers.</param>
    /// <param name="others">Further words, such as <c>--output</c> and its folder.</param>
    public static string Print(CommandLineAnswers line, params IEnumerable<string> others) =>
        string.Join(' ', Words(line).Concat(others).Prepend("netscaffold").Select(ShellText.Word));

    /// <summary>The words behind <c>netscaffold</c>, unquoted.</summary>
    public static IEnumerable<string> Words(CommandLineAnswers line)
    {
        IEnumerable<string> Many(string flag, IEnumerable<string> values) => values.SelectMany(v => Option(flag, v));
        string[] name = line.Name is { } given ? [given] : [];
        return
        [
            "new", .. name,
            .. line.Flags.SelectMany(f => f.Values.SelectMany(v => f.Question.Shape is BooleanShape ? [$"{f.Question.Flag}={v}"] : Option(f.Question.Flag!, v))),
            .. Many(CommandLineAnswers.ServiceFlag, line.Services), .. Many(CommandLineAnswers.CallFlag, line.Calls), .. Many(CommandLineAnswers.ExposeFlag, line.Exposes),
            .. Many(CommandLineAnswers.SetFlag, line.Sets), .. Many(CommandLineAnswers.AllowFlag, line.Allows), "--yes",
        ];
    }

    /// <summary>A value that looks like a flag is joined to its own.</summary>
    private static string[] Option(string flag, string value) => value.StartsWith('-') ? [$"{flag}={value}"] : [flag, value];
}
