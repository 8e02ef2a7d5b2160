using System.Text;
using NetScaffold.Answers;
using NetScaffold.Decisions;
using NetScaffold.Rendering;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Templates;

public class TemplateLintTests
{
    private static readonly string[] Known = ["part.sbn"];

    [Fact]
    public void AllSources_FollowTheRules() => Assert.Empty(TemplateLint.Check(TemplateSet.BuiltIn));

    [Fact]
    public void AllSources_AreFoundByTheLint()
    {
        var folder = Path.Combine(Repository.Root, "templates");
        var files = Directory.EnumerateFiles(folder, "*.sbn", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'));
        Assert.Equal(files.Order(StringComparer.Ordinal), TemplateSet.BuiltIn.Paths);
    }

    [Fact]
    public void AllFiles_AreUtf8WithLineFeeds()
    {
        var folder = Path.Combine(Repository.Root, "templates");
        foreach (var file in Directory.GetFiles(folder, "*.sbn", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            Assert.False(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble), $"{file} begins with a byte order mark");
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            Assert.False(text.Contains('\uE000'), $"{file} holds the private mark");
        }
    }

    /// <summary>One bad source for each rule, some for several ways to break it; and the good twin beside it.</summary>
    [Theory]
    [InlineData("DirectiveSyntax", "#if (tls) # why\na\n#endif\n", "#if (tls)\na\n#endif\n")]
    [InlineData("DirectiveSyntax", "#if (!tls)\na\n#endif\n", "#if (plainHttp)\na\n#endif\n")]
    [InlineData("DirectiveSyntax", "#if (tls && acme)\na\n#endif\n", "  #if (acme)\na\n  #endif\n")]
    [InlineData("DirectiveSyntax", "#if tls\na\n#endif\n", "#if (tls)\na\n#else\nb\n#endif\n")]
    [InlineData("DirectiveSyntax", "#if (tls)\na\n#elif (acme)\nb\n#endif\n", "#if (tls)\na\n#elseif (acme)\nb\n#endif\n")]
    [InlineData("DirectiveSyntax", "#if  (tls)\na\n#endif\n", "#if (tls)\na\n\t#endif\n")]
    [InlineData("DirectiveSyntax", "#if (tls)\na\n#endif \n", "#if (tls)\na\n#endif\n")]
    [InlineData("DirectiveSyntax", "#ifconfig\n", "# ifconfig\n")]
    [InlineData("DirectiveElsewhere", "see #ifconfig\n", "see # ifconfig\n")]
    [InlineData("DirectiveElsewhere", "a: b #elsewhere\n", "a: b # elsewhere\n")]
    [InlineData("DirectiveElsewhere", "a: {%{ b#endif }%}\n", "a: {%{ b# endif }%}\n")]
    [InlineData("DirectiveElsewhere", "a: {{ yaml \"#if\" }}\n", "a: {{ yaml \"if\" }}\n")]
    [InlineData("DirectiveElsewhere", "#{{ app.name }}\n", "# {{ app.name }}\n")]
    [InlineData("UnknownDecision", "#if (tlss)\na\n#endif\n", "#if (helmDialect)\na\n#endif\n")]
    [InlineData("UnknownDecision", "#if (tls)\na\n#elseif (Acme)\nb\n#endif\n", "#if (tls)\na\n#elseif (acme)\nb\n#endif\n")]
    [InlineData("CrossingBlocks", "#if (tls)\n{{~ for x in s.xs ~}}\na\n#endif\n{{~ end ~}}\n", "#if (tls)\n{{~ for x in s.xs ~}}\na\n{{~ end ~}}\n#endif\n")]
    [InlineData("CrossingBlocks", "{{~ if s.a ~}}\n#if (tls)\na\n{{~ end ~}}\n#endif\n", "{{~ if s.a ~}}\n#if (tls)\na\n#endif\n{{~ end ~}}\n")]
    [InlineData("CrossingBlocks", "#if (tls)\n{{~ if s.a ~}}\na\n#else\nb\n{{~ end ~}}\n#endif\n", "#if (tls)\n{{~ if s.a ~}}\na\n{{~ end ~}}\n#else\nb\n#endif\n")]
    [InlineData("CrossingBlocks", "{{~ if s.a ~}}\n#if (tls)\na\n{{~ else ~}}\nb\n#endif\n{{~ end ~}}\n", "{{~ if s.a ~}}\n#if (tls)\na\n#endif\n{{~ else ~}}\nb\n{{~ end ~}}\n")]
    [InlineData("CrossingBlocks", "#if (tls)\na\n", "#if (tls)\na\n#endif\n")]
    [InlineData("CrossingBlocks", "a\n#endif\n", "a\n")]
    [InlineData("EmptyBranch", "#if (tls)\n#else\na\n#endif\n", "#if (tls)\na\n#endif\n")]
    [InlineData("EmptyBranch", "#if (tls)\na\n#else\n#endif\n", "#if (tls)\na\n#else\nb\n#endif\n")]
    [InlineData("EmptyBranch", "#if (tls)\n\n#endif\n", "#if (tls)\n\na\n#endif\n")]
    [InlineData("EmptyBranch", "#if (tls)\n{{~ if s.a ~}}\n{{~ end ~}}\n#endif\n", "#if (tls)\n{{~ if s.a ~}}\na\n{{~ end ~}}\n#endif\n")]
    [InlineData("EmptyBranch", "#if (tls)\na\n#elseif (acme)\n#endif\n", "#if (tls)\n#if (acme)\na\n#endif\n#endif\n")]
    [InlineData("LineEnds", "#if (tls)\na\n#endif", "#if (tls)\na\n#endif\n")]
    [InlineData("LineEnds", "a\r\n", "a\n")]
    [InlineData("GreedyTrim", "{{- for x in s.xs ~}}\na\n{{~ end ~}}\n", "{{~ for x in s.xs ~}}\na\n{{~ end ~}}\n")]
    [InlineData("GreedyTrim", "a {{ s.x -}}\nb\n", "a {%{{{- .Values.x -}}}%}\nb\n")]
    [InlineData("StatementLine", "{{ for x in s.xs }}\na\n{{~ end ~}}\n", "a{{ for x in s.xs }} {{ x }}{{ end }}\n")]
    [InlineData("StatementLine", "  {{~ if s.a ~}}\na\n{{~ end ~}}\n", "{{~ if s.a ~}}\n  a\n{{~ end ~}}\n")]
    [InlineData("StatementLine", "  {{ include \"part.sbn\" ~}}\n", "{{ include \"part.sbn\" ~}}\n")]
    [InlineData("StatementLine", "{{ include \"part.sbn\" }}\n", "{{ include \"part.sbn\" ~}}\n")]
    [InlineData("Language", "{{ x = s.a }}\n", "{{ s.a }}\n")]
    [InlineData("Language", "{{~ capture x ~}}\na\n{{~ end ~}}\n", "{{~ if s.a ~}}\na\n{{~ end ~}}\n")]
    [InlineData("Language", "{{~ if s.a == \"cilium\" ~}}\na\n{{~ end ~}}\n", "{{~ if s.isA && !s.isB || s.isC ~}}\na\n{{~ end ~}}\n")]
    [InlineData("Language", "{{~ if s.a > 1 ~}}\na\n{{~ end ~}}\n", "{{~ if !for.first ~}}\na\n{{~ end ~}}\n")]
    [InlineData("Language", "{{ s.port + 1 }}\n", "{{ s.port }}\n")]
    [InlineData("Language", "{{ -s.port }}\n", "{{ s.port }}\n")]
    [InlineData("Language", "{{ s.list[0] }}\n", "{{ s.first }}\n")]
    [InlineData("Language", "{{ s.a | yaml }}\n", "{{ yaml s.a }}\n")]
    [InlineData("Language", "{{ \"text\" }}\n", "text\n")]
    [InlineData("Language", "{{ s.a ?? s.b }}\n", "{{ s.a }}\n")]
    [InlineData("Language", "{{~ while s.a ~}}\na\n{{~ end ~}}\n", "{{~ for x in s.a ~}}\na\n{{~ end ~}}\n")]
    [InlineData("Language", "{{~ case s.a ~}}\n{{~ when \"b\" ~}}\na\n{{~ end ~}}\n", "{{~ if s.isB ~}}\na\n{{~ else if s.isC ~}}\nb\n{{~ end ~}}\n")]
    [InlineData("Language", "{{ $x }}\n", "{{ x }}\n")]
    [InlineData("Language", "{{ {a: 1} }}\n", "{ a: 1 }\n")]
    [InlineData("Reach", "{{ date.now }}\n", "{{ s.date }}\n")]
    [InlineData("Reach", "{{ string.upcase s.a }}\n", "{{ quoted s.a }}\n")]
    [InlineData("Reach", "{{ array.sort s.a }}\n", "{{ s.a }}\n")]
    [InlineData("Reach", "{{ math.random 1 2 }}\n", "{{ labels s.name 4 }}\n")]
    [InlineData("Reach", "{{ include \"gone.sbn\" ~}}\n", "{{ include \"part.sbn\" ~}}\n")]
    [InlineData("Reach", "{{ include s.a ~}}\n", "{{ include \"part.sbn\" ~}}\n")]
    public void Rule_BadSource_IsFound(string rule, string bad, string good)
    {
        var findings = TemplateLint.Check("bad.sbn", bad, Known).ToList();
        Assert.Contains(Enum.Parse<LintRule>(rule), findings.Select(f => f.Rule));
        Assert.Empty(TemplateLint.Check("good.sbn", good, Known));
    }

    [Fact]
    public void Finding_NamesFileAndLine() =>
        Assert.Equal("templates/x.sbn(3): UnknownDecision: there is no decision b", TemplateLint.Check("x.sbn", "a\n\n#if (b)\nc\n#endif\n", Known).Single().ToString());

    /// <summary>Help and rule texts land in files or in template.json.</summary>
    [Fact]
    public void Texts_HoldNoDirective()
    {
        Assert.All(Texts(), text => Assert.Null(TemplateLint.DirectiveIn(text)));
        Assert.Equal("#elseif", TemplateLint.DirectiveIn("use #elseif for it"));
    }

    private static IEnumerable<string> Texts() =>
    [
        .. Questions.All.SelectMany(q => new[] { q.Help, q.Default ?? "", q.DefaultNote ?? "", q.Shape.Allowed, q.AppliesWhen.Describe() }),
        .. Questions.All.SelectMany(q => ChoicesTests.ChoicesIn(q.Shape)).SelectMany(c => new[] { c.Value, c.Help }),
        .. RuleCatalogue.All.SelectMany(r => new[] { r.Title, r.Reason, r.Fix }),
        .. DecisionCatalogue.All.SelectMany(d => new[] { d.Name, d.Why, d.When.Describe() }),
        AnswersSchema.Print(),
    ];
}
