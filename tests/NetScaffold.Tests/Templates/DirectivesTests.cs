using NetScaffold.Rendering;
using Xunit;

namespace NetScaffold.Tests.Templates;

public class DirectivesTests
{
    [Theory]
    [InlineData("a\n#if (yes)\nb\n#endif\nc\n", "a\nb\nc\n")]
    [InlineData("a\n#if (no)\nb\n#endif\nc\n", "a\nc\n")]
    [InlineData("#if (yes)\na\n#else\nb\n#endif\n", "a\n")]
    [InlineData("#if (no)\na\n#else\nb\n#endif\n", "b\n")]
    [InlineData("#if (no)\na\n#elseif (yes)\nb\n#else\nc\n#endif\n", "b\n")]
    [InlineData("#if (yes)\na\n#elseif (yes)\nb\n#else\nc\n#endif\n", "a\n")]
    [InlineData("#if (no)\na\n#elseif (no)\nb\n#elseif (yes)\nc\n#elseif (yes)\nd\n#endif\n", "c\n")]
    [InlineData("#if (no)\na\n#elseif (no)\nb\n#else\nc\n#endif\n", "c\n")]
    [InlineData("#if (yes)\n#if (no)\na\n#else\nb\n#endif\nc\n#endif\n", "b\nc\n")]
    [InlineData("#if (no)\n#if (yes)\na\n#else\nb\n#endif\nc\n#else\nd\n#endif\n", "d\n")]
    [InlineData("#if (no)\n#if (no)\na\n#elseif (yes)\nb\n#endif\n#endif\nc\n", "c\n")]
    [InlineData("#if (yes)\na\n#else\n#if (yes)\nb\n#endif\n#endif\n", "a\n")]
    [InlineData("  #if (yes)\n  a\n\t#endif\n", "  a\n")]
    [InlineData("#if (yes)\n\na\n#endif\n", "\na\n")]
    [InlineData("a\n#if (no)\nb\n#endif", "a")]
    [InlineData("# if (no)\n// #if\nplain\n", "# if (no)\n// #if\nplain\n")]
    [InlineData("", "")]
    public void Evaluate_KeepsTheBranchThatHolds(string source, string expected) =>
        Assert.Equal(expected, Directives.Evaluate(Directives.MarkLines(source), name => name == "yes"));

    [Theory]
    [InlineData("#if (yes)\na\n", "a block is not closed by #endif")]
    [InlineData("a\n#endif\n", "'#endif' stands outside a block")]
    [InlineData("#else\na\n#endif\n", "'#else' stands outside a block")]
    [InlineData("#elseif (yes)\na\n#endif\n", "'#elseif (yes)' stands outside a block")]
    [InlineData("#if (yes)\na\n#elif (no)\nb\n#endif\n", "'#elif (no)' is not a directive")]
    [InlineData("#if (yes)\na\n#else if (no)\nb\n#endif\n", "'#else if (no)' is not a directive")]
    [InlineData("#if (yes)\na\n#endif # tls\n", "'#endif # tls' is not a directive")]
    [InlineData("#if (!yes)\na\n#endif\n", "'#if (!yes)' stands outside a block")]
    [InlineData("#if (yes)\n#if yes\n#endif\n#endif\n", "'#if yes' is not a directive")]
    [InlineData("#ifconfig\n", "'#ifconfig' stands outside a block")]
    public void Evaluate_Malformed_Fails(string source, string message) =>
        Assert.Equal(message, Assert.Throws<TemplateException>(() => Directives.Evaluate(Directives.MarkLines(source), _ => true)).Message);

    /// <summary>Also in a branch that is not taken, and after one that is: no rare branch hides a wrong name.</summary>
    [Theory]
    [InlineData("#if (gone)\na\n#endif\n")]
    [InlineData("#if (no)\n#if (gone)\na\n#endif\n#endif\n")]
    [InlineData("#if (yes)\na\n#elseif (gone)\nb\n#endif\n")]
    public void Evaluate_AsksForEveryName(string source) =>
        Assert.Throws<KeyNotFoundException>(() => Directives.Evaluate(Directives.MarkLines(source), name => name switch { "yes" => true, "no" => false, _ => throw new KeyNotFoundException(name) }));

    [Fact]
    public void MarkLines_KeepsTheNumberOfLines()
    {
        const string source = "a\n#if (yes)\nb\n  #else\n\n#endif\nc";
        Assert.Equal(source.Split('\n').Length, Directives.MarkLines(source).Split('\n').Length);
    }

    [Theory]
    [InlineData("a\n#if (yes)\nb\n  #else\n\nc\n#endif\n")]
    [InlineData("no directive\n")]
    [InlineData("#if (yes)\nb\n#endif")]
    public void Unmark_GivesTheSourceBack(string source) => Assert.Equal(source, Directives.Unmark(Directives.MarkLines(source)));

    [Fact]
    public void KeepAll_DropsTheLinesAlone() => Assert.Equal("a\nb\nc\n", Directives.KeepAll(Directives.MarkLines("#if (no)\na\n#else\nb\n#endif\nc\n")));

    [Theory]
    [InlineData("#if (helm)\na\n#endif\nb\n", "a\nb\n", "b\n")]
    [InlineData("#if (helm)\na\n#else\nb\n#endif\n", "a\n", "b\n")]
    [InlineData("#if (tls)\n#if (helm)\na\n#else\nb\n#endif\nc\n#else\nd\n#endif\n", "#if (tls)\na\nc\n#else\nd\n#endif\n", "#if (tls)\nb\nc\n#else\nd\n#endif\n")]
    [InlineData("#if (helm)\n#if (tls)\na\n#elseif (acme)\nb\n#endif\nc\n#endif\n", "#if (tls)\na\n#elseif (acme)\nb\n#endif\nc\n", "")]
    [InlineData("#if (helm)\na\n#if (helm)\nb\n#endif\n#endif\n", "a\nb\n", "")]
    [InlineData("a\n", "a\n", "a\n")]
    public void EvaluateOnly_DecidesOneName(string source, string whenTrue, string whenFalse)
    {
        Assert.Equal(whenTrue, Directives.Unmark(Directives.EvaluateOnly(Directives.MarkLines(source), "helm", true)));
        Assert.Equal(whenFalse, Directives.Unmark(Directives.EvaluateOnly(Directives.MarkLines(source), "helm", false)));
    }

    [Theory]
    [InlineData("#if (tls)\na\n#elseif (helm)\nb\n#endif\n")]
    [InlineData("#if (helm)\na\n#elseif (tls)\nb\n#endif\n")]
    [InlineData("a\n#endif\n")]
    public void EvaluateOnly_InAChain_Fails(string source) =>
        Assert.Throws<TemplateException>(() => Directives.EvaluateOnly(Directives.MarkLines(source), "helm", true));

    [Fact]
    public void UnmarkedLines_AreText()
    {
        const string text = "a\n#if (no)\nb\n#endif\n";
        Assert.Equal(text, Directives.Evaluate(text, _ => false));
        Assert.Equal("#if (no)\nb\n", Directives.Evaluate(Directives.MarkLines("#if (yes)\n") + "#if (no)\nb\n" + Directives.MarkLines("#endif\n"), name => name == "yes"));
    }
}
