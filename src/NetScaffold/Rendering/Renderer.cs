using NetScaffold.Answers;
using NetScaffold.Bundles;
using NetScaffold.Planning;
using Scriban.Runtime;

namespace NetScaffold.Rendering;

/// <summary>Renders a plan to the files of a bundle, in memory.</summary>
public sealed class Renderer
{
    private readonly ScaffoldPlan _plan;

    private readonly TemplateSet _templates;

    private readonly TemplateSetLoader _loader;

    private readonly List<RenderedFile> _files = [];

    private readonly Dictionary<string, ScriptObject> _environments = new(StringComparer.Ordinal);

    private readonly ScriptObject _app;

    private readonly ScriptObject _net;

    private readonly ScriptObject _book;

    private readonly bool _isUndecided;

    private Renderer(ScaffoldPlan plan, TemplateSet templates, bool isUndecided)
    {
        _plan = plan;
        _isUndecided = isUndecided;
        _templates = templates;
        _loader = new TemplateSetLoader(templates);
        _app = TemplateModel.App(plan);
        _net = ClusterModel.Of(plan.Answers);
        _book = RunbookModel.Of(plan);
    }

    /// <summary>Renders the bundle: its files but the answers, their schema and the lock.</summary>
    /// <exception cref="TemplateException">A mistake in a template, with its place; never one of the answers.</exception>
    public static RenderedBundle Render(ScaffoldPlan plan, TemplateSet templates) => new Renderer(plan, templates, isUndecided: false).RenderAll();

    /// <summary>Renders every file that any answers give, overlays aside, with all branches and plain directive lines in it: <c>dotnet new</c> decides later. Only the dialect is decided.</summary>
    /// <exception cref="TemplateException">A mistake in a template, with its place.</exception>
    internal static RenderedBundle RenderUndecided(ScaffoldPlan plan, TemplateSet templates) => new Renderer(plan, templates, isUndecided: true).RenderAll();

    /// <summary>Every object of the base environment, as Kustomize has them, the pods of tests aside, which are there while they run; whatever form the bundle has; what is rendered already is taken from there.</summary>
    /// <exception cref="TemplateException">A mistake in a template, with its place; never one of the answers.</exception>
    internal static IEnumerable<RenderedFile> ObjectsOf(ScaffoldPlan plan, RenderedBundle bundle, TemplateSet templates)
    {
        if (plan.Decisions["kustomizeForm"])
            return bundle.Files.Where(f => f.Path.StartsWith("kustomize/", StringComparison.Ordinal) && !f.Path.EndsWith("kustomization.yaml", StringComparison.Ordinal) && !f.Path.StartsWith($"{KustomizeForm.TestsFolder}/", StringComparison.Ordinal));
        var renderer = new Renderer(plan, templates, isUndecided: false);
        return BundleLayout.Layers.Where(l => renderer.MayHold(l.Decision)).SelectMany(renderer.BaseObjects);
    }

    private IEnumerable<RenderedFile> BaseObjects(Layer layer)
    {
        var values = Values.Parse(Directives.KeepAll(Text(layer.Values, _plan.Base, Printer(layer, Dialect.Helm, null), null)));
        return Objects(layer, _plan.Base, Printer(layer, Dialect.Kustomize, values)).Select(f => f with { Path = $"{layer.Name}/{f.Path}" });
    }

    private RenderedBundle RenderAll()
    {
        foreach (var layer in BundleLayout.Layers.Where(l => MayHold(l.Decision))) RenderLayer(layer);
        AddDocuments();
        return RenderedBundle.From(_files);
    }

    private bool MayHold(string decision) => _isUndecided || _plan.Decisions[decision];

    private void RenderLayer(Layer layer)
    {
        var environments = layer.HasEnvironments ? _plan.Environments : [_plan.Base];
        var texts = environments.ToDictionary(e => e.Name, e => Text(layer.Values, e, Printer(layer, Dialect.Helm, null), null));
        var values = texts.ToDictionary(t => t.Key, t => Values.Parse(Directives.KeepAll(t.Value)), StringComparer.Ordinal);
        var chosen = texts.ToDictionary(t => t.Key, t => Tidy(Evaluate(t.Value, Dialect.Helm)), StringComparer.Ordinal);
        if (MayHold("helmForm")) new HelmForm(this, layer, values, chosen).Add();
        if (MayHold("kustomizeForm")) new KustomizeForm(this, layer, values).Add();
    }

    /// <summary>The bundle's own documents take the cluster's values, since they may hold its objects.</summary>
    private void AddDocuments()
    {
        var layer = BundleLayout.Layers[0];
        var values = Values.Parse(Directives.KeepAll(Text(layer.Values, _plan.Base, Printer(layer, Dialect.Helm, null), null)));
        var printer = Printer(layer, Dialect.Kustomize, values);
        foreach (var document in BundleLayout.Documents.Where(d => d.Decisions.All(MayHold)))
        {
            var release = document.Release is { } about ? TemplateModel.Release(about, _plan.Answers) : null;
            _files.Add(new RenderedFile(document.Output, Evaluate(Text(document.Source, _plan.Base, printer, null, release: release), printer.Dialect)));
        }
    }

    internal ScaffoldPlan Plan => _plan;

    /// <summary>Overlays are differences between decided texts.</summary>
    internal bool HasOverlays => !_isUndecided;

    internal void Add(string path, string text) => _files.Add(new RenderedFile(path, text));

    internal Printer Printer(Layer layer, Dialect dialect, Values? values) =>
        new(dialect, layer, _plan.Answers.Name, values ?? Values.Parse("{}"));

    /// <summary>The objects of a layer: path below <c>templates/</c> or the Kustomize folder, and text.</summary>
    internal IEnumerable<RenderedFile> Objects(Layer layer, EnvironmentPlan environment, Printer printer)
    {
        foreach (var (source, output, decision) in layer.Objects)
        {
            if (MayHold(decision)) yield return new RenderedFile(output, RenderText(source, environment, printer, null));
        }

        if (!layer.HasEnvironments) yield break;
        foreach (var service in environment.Services)
        {
            // What leaves by the egress gateway is known by its host.
            if (_plan.Decisions["egressGateway"] && service.Answer.External?.IsByName == true) continue;
            // Only what runs here has values of its own.
            var text = service.Answer.Kind == ServiceKind.External
                ? RenderText("app/external.yaml.sbn", environment, printer, service)
                : RenderText("app/service.yaml.sbn", environment, printer with { Service = service.Answer.Name }, service);
            yield return new RenderedFile($"services/{service.Answer.Name}.yaml", text);
        }
    }

    /// <summary>The pods that try who can reach whom; null when there is nothing to try.</summary>
    internal string? TestPods(Printer printer) => _isUndecided || _plan.HasPolicyTests ? Evaluate(Text("app/tests.yaml.sbn", _plan.Base, printer, null, tests: TemplateModel.Tests(_plan)), printer.Dialect) : null;

    /// <summary>A finished text: rendered, and its directives obeyed.</summary>
    internal string RenderText(string source, EnvironmentPlan environment, Printer printer, ServicePlan? service, IEnumerable<string>? resources = null) =>
        Evaluate(Text(source, environment, printer, service, resources), printer.Dialect);

    /// <summary>A text with its directives still in place.</summary>
    private string Text(string source, EnvironmentPlan environment, Printer printer, ServicePlan? service, IEnumerable<string>? resources = null, ScriptObject? release = null, ScriptArray? tests = null)
    {
        var model = TemplateFunctions.For(printer);
        model["app"] = _app;
        model["net"] = _net;
        model["book"] = _book;
        model["env"] = ModelOf(environment);
        if (service is not null) model["s"] = ServiceModel.Of(service);
        if (release is not null) model["r"] = release;
        if (tests is not null) model["tests"] = tests;
        model["layer"] = TemplateModel.Layer(printer.Layer, _plan);
        model["resources"] = new ScriptArray(resources ?? []);
        return _templates.Render(source, model, _loader);
    }

    /// <summary>Made once for each environment: it holds every service, and every file is rendered with it in view.</summary>
    private ScriptObject ModelOf(EnvironmentPlan environment)
    {
        if (!_environments.TryGetValue(environment.Name, out var model)) _environments[environment.Name] = model = TemplateModel.Environment(environment);
        return model;
    }

    private string Evaluate(string text, Dialect dialect)
    {
        if (_isUndecided) return Directives.Unmark(Directives.EvaluateOnly(text, "helmDialect", dialect == Dialect.Helm));
        return Directives.Evaluate(text, name => name switch
        {
            "helmDialect" => dialect == Dialect.Helm,
            _ => _plan.Decisions.TryGetValue(name, out var holds) ? holds : throw new TemplateException($"there is no decision named {name}"),
        });
    }

    /// <summary>Blank lines belong to the blocks of a values file; the last block leaves one too many.</summary>
    private static string Tidy(string text) => text.TrimEnd('\n') + "\n";
}
