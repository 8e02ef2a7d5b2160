using System.Collections.Concurrent;
using Scriban;
using Scriban.Functions;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace NetScaffold.Rendering;

/// <summary>The template sources: text by path below <c>templates/</c>, parsed when first asked for.</summary>
public sealed class TemplateSet
{
    private readonly ConcurrentDictionary<string, Template> _parsed = new(StringComparer.Ordinal);

    private readonly Func<string, string?> _read;

    private TemplateSet(IEnumerable<string> paths, Func<string, string?> read)
    {
        Paths = [.. paths.Order(StringComparer.Ordinal)];
        _read = read;
    }

    /// <summary>The sources that were built into this assembly.</summary>
    public static TemplateSet BuiltIn { get; } = new(
        typeof(TemplateSet).Assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sbn", StringComparison.Ordinal)).Select(n => n.Replace('\\', '/')),
        ReadBuiltIn);

    /// <summary>Paths of all sources, such as <c>app/gateway.yaml.sbn</c>, sorted.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Other sources, by path; for tests.</summary>
    public static TemplateSet From(IReadOnlyDictionary<string, string> sources) => new(sources.Keys, p => sources.GetValueOrDefault(p));

    /// <summary>The text of a source.</summary>
    /// <exception cref="TemplateException">There is no such source.</exception>
    public string ReadSource(string path) => _read(path)?.Replace("\r\n", "\n", StringComparison.Ordinal) ?? throw new TemplateException($"there is no template {path}");

    /// <summary>The parsed source, its directive lines marked.</summary>
    /// <exception cref="TemplateException">It does not parse; the message has file, line and column.</exception>
    internal Template Get(string path) => _parsed.GetOrAdd(path, p =>
    {
        var template = Template.Parse(Directives.MarkLines(ReadSource(p)), p);
        return template.HasErrors ? throw new TemplateException(string.Join("; ", template.Messages)) : template;
    });

    /// <summary>Renders a source with these names in view, directive lines still in place.</summary>
    /// <exception cref="TemplateException">An unknown name, a missing member: the message has file, line and column.</exception>
    internal string Render(string path, ScriptObject model, ITemplateLoader loader)
    {
        // Scriban's defaults hide mistakes: all are off. No built-in functions but include.
        var context = new SharedTemplatesContext(this, new ScriptObject { ["include"] = new IncludeFunction() })
        {
            StrictVariables = true,
            EnableRelaxedMemberAccess = false,
            EnableRelaxedIndexerAccess = false,
            EnableRelaxedTargetAccess = false,
            EnableRelaxedFunctionAccess = false,
            AutoIndent = false,
            NewLine = "\n",
            LoopLimit = 1_000_000,
            LimitToString = 0,
            RecursiveLimit = 32,
            TemplateLoader = loader,
        };
        context.PushGlobal(model);
        try
        {
            return Get(path).Render(context);
        }
        catch (ScriptRuntimeException exception)
        {
            throw new TemplateException(exception.Message);
        }
    }

    private static string? ReadBuiltIn(string path)
    {
        var assembly = typeof(TemplateSet).Assembly;
        using var stream = assembly.GetManifestResourceStream(path) ?? assembly.GetManifestResourceStream(path.Replace('/', '\\'));
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>Takes included templates from the set, which parses each once, instead of parsing them anew for every file.</summary>
internal sealed class SharedTemplatesContext(TemplateSet templates, ScriptObject builtins) : TemplateContext(builtins)
{
    protected override Template CreateTemplate(string templatePath, ScriptNode? callerContext) => templates.Get(templatePath);
}

/// <summary>Resolves <c>include</c> within one template set.</summary>
internal sealed class TemplateSetLoader(TemplateSet templates) : ITemplateLoader
{
    public string GetPath(TemplateContext context, SourceSpan callerSpan, string templateName) => templateName;

    public string Load(TemplateContext context, SourceSpan callerSpan, string templatePath) => Directives.MarkLines(templates.ReadSource(templatePath));

    public ValueTask<string?> LoadAsync(TemplateContext context, SourceSpan callerSpan, string templatePath) => new(Load(context, callerSpan, templatePath));
}
