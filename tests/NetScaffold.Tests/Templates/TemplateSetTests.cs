using NetScaffold.Answers;
using NetScaffold.Rendering;
using Scriban;
using Scriban.Runtime;
using Xunit;

namespace NetScaffold.Tests.Templates;

/// <summary>Scriban's defaults hide mistakes; each that is switched off is proven here.</summary>
public class TemplateSetTests
{
    public static TheoryData<string> Builtins => new(new TemplateContext().BuiltinObject.GetMembers().Where(m => m != "include"));

    [Theory]
    [InlineData("{{ gone }}")]
    [InlineData("{{~ if gone ~}}\na\n{{~ end ~}}\n")]
    [InlineData("{{~ for x in gone ~}}\na\n{{~ end ~}}\n")]
    [InlineData("{{~ if s.yes || gone ~}}\n{{ gone }}\n{{~ end ~}}\n")]
    public void UnknownVariable_Fails(string source) => Assert.Contains("gone", Failure(source));

    [Theory]
    [InlineData("{{ s.gone }}")]
    [InlineData("{{ s.name.gone }}")]
    [InlineData("{{ s.gone.name }}")]
    [InlineData("{{~ if s.gone ~}}\na\n{{~ end ~}}\n")]
    [InlineData("{{~ if !s.gone ~}}\na\n{{~ end ~}}\n")]
    [InlineData("{{~ for x in s.gone ~}}\na\n{{~ end ~}}\n")]
    [InlineData("{{ yaml s.gone }}")]
    public void UnknownMember_Fails(string source) => Failure(source);

    [Theory]
    [InlineData("{{ upcase s.name }}")]
    [InlineData("{{ s.upcase s.name }}")]
    [InlineData("{{ s.name | upcase }}")]
    public void UnknownFunction_Fails(string source) => Failure(source);

    [Theory]
    [InlineData("{{ yaml }}")]
    [InlineData("{{ labels s.name }}")]
    [InlineData("{{ labels s.name s.name \"labels\" }}")]
    [InlineData("{{ labels s.name s.name }}")]
    [InlineData("{{ yaml s.list }}")]
    public void Function_WithWrongArguments_Fails(string source) => Failure(source);

    [Theory]
    [MemberData(nameof(Builtins))]
    public void Builtin_IsNotReachable(string name) => Assert.Contains(name, Failure($"{{{{ {name} }}}}"));

    [Theory]
    [InlineData("{{ date.now }}")]
    [InlineData("{{ math.random 1 9 }}")]
    [InlineData("{{ s.list | array.sort }}")]
    [InlineData("{{ string.upcase s.name }}")]
    [InlineData("{{ object.eval \"1\" }}")]
    [InlineData("{{ include \"gone.sbn\" }}")]
    public void WhatComputes_Fails(string source) => Failure(source);

    [Fact]
    public void Failure_HasFileLineAndColumn() => Assert.StartsWith("a.sbn(3,8) : error : ", Failure("a\n#if (tls)\nb {{ s.gone }}\n#endif\n"));

    [Fact]
    public void Failure_InAPartial_HasThePartialsPlace() =>
        Assert.StartsWith("part.sbn(2,6) : error : ", Failure("a\n{{ include \"part.sbn\" ~}}\n", ("part.sbn", "#if (tls)\n{{ s.gone }}\n#endif\n")));

    [Fact]
    public void SyntaxError_HasFileLineAndColumn() => Assert.StartsWith("a.sbn(3,1) : error : ", Failure("a\n{{~ if s.yes ~}}\nb\n"));

    [Fact]
    public void Text_OfAnAnswer_IsNeverObeyed()
    {
        const string text = "x\n#if (no)\n{{ gone }}\n#endif\n{{~ end ~}}\n{%{";
        var rendered = Render("#if (yes)\n{{ s.text }}\n#endif\n", Model(("text", text)));
        Assert.Equal(text + "\n", Directives.Evaluate(rendered, name => name == "yes"));
    }

    /// <summary>The mark is refused where answers are read, so no text can be a directive.</summary>
    [Fact]
    public void Mark_InAnAnswer_IsRefused()
    {
        Assert.False(TextType.Any.Fits("a\n\ue000#if (no)"));
        var tree = TemplateRuns.Tree("services: [{name: frontend}]", ("services.frontend.env.TEXT", "\"a\\n\\ue000#if (policies)\""));
        var outcome = TemplateRuns.Run(tree);
        Assert.Null(outcome.Value);
        Assert.Contains("services.frontend.env.TEXT", outcome.Diagnostics.Single().Message);
    }

    [Fact]
    public void Bundle_WithDirectivesAndCodeInAnswers_HoldsThemAsText()
    {
        var tree = TemplateRuns.Tree("services: [{name: frontend}]",
            ("services.frontend.env.TEXT", "\"a\\n#if (no)\\n{{ .Values.x }} {{~ end ~}} {%{\\n#endif\""),
            ("services.frontend.args", "[\"#if (no)\", \"{{ gone }}\"]"),
            ("waivers", "[{code: NS2507, reason: \"see #if (no) and {{ gone }}\"}]"));
        var outcome = TemplateRuns.Run(tree);
        Assert.True(outcome.TryGet(out var result), string.Join('\n', outcome.Diagnostics));
        var bundle = result.Bundle;
        var text = bundle.Files.Single(f => f.Path == "kustomize/app/base/services/frontend.yaml").Text;
        Assert.Contains("#if (no)\\n", text);
        Assert.Contains("- \"#if (no)\"\n", text);
        Assert.Contains("kind: HorizontalPodAutoscaler", text);
    }

    [Fact]
    public void Loop_OverManyItems_IsNotCut()
    {
        var lines = Render("{{~ for x in s.list ~}}\n{{ x }}\n{{~ end ~}}\n", Model(("list", Numbers(20_000)))).Split('\n');
        Assert.Equal(20_001, lines.Length);
        Assert.Equal("19999", lines[^2]);
    }

    [Fact]
    public void Loop_WithoutEnd_Fails() =>
        Assert.Contains("1000000", Assert.Throws<TemplateException>(() => Render("{{~ for x in s.list ~}}\n{{~ end ~}}\n", Model(("list", Numbers(1_000_001))))).Message);

    [Fact]
    public void Include_OfItself_Fails() => Failure("{{ include \"a.sbn\" ~}}\n");

    [Fact]
    public void Output_IsNotCut()
    {
        var text = new string('x', 3 * 1024 * 1024);
        Assert.Equal(text + text + "\n", Render("{{ s.text }}{{ s.text }}\n", Model(("text", text))));
    }

    /// <summary>Scriban would indent the lines of an include like its first.</summary>
    [Fact]
    public void Include_IsNotIndented() =>
        Assert.Equal("  a\nb\n", Render("  {{ include \"part.sbn\" ~}}\n", Model(), ("part.sbn", "a\nb\n")));

    [Fact]
    public void Numbers_DoNotFollowTheCulture() => Assert.Equal("1234567\n", Render("{{ s.number }}\n", Model(("number", 1_234_567))));

    private static string Failure(string source, params (string Path, string Text)[] partials) =>
        Assert.Throws<TemplateException>(() => Render(source, Model(("name", "shop"), ("yes", true), ("list", Numbers(3))), partials)).Message;

    private static string Render(string source, ScriptObject model, params (string Path, string Text)[] partials)
    {
        var sources = partials.ToDictionary(p => p.Path, p => p.Text, StringComparer.Ordinal);
        sources["a.sbn"] = source;
        var templates = TemplateSet.From(sources);
        return templates.Render("a.sbn", model, new TemplateSetLoader(templates));
    }

    private static ScriptObject Model(params (string Name, object Value)[] members)
    {
        var model = TemplateFunctions.For(new Printer(Dialect.Kustomize, BundleLayout.Layers[0], "shop", Values.Parse("{}")));
        var inner = new ScriptObject();
        foreach (var (name, value) in members) inner[name] = value;
        model["s"] = inner;
        return model;
    }

    private static ScriptArray Numbers(int count)
    {
        var array = new ScriptArray();
        for (var i = 0; i < count; i++) array.Add(i);
        return array;
    }
}
