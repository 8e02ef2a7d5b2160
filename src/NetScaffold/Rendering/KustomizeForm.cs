using NetScaffold.Bundles;
using NetScaffold.Planning;

namespace NetScaffold.Rendering;

/// <summary>Writes a layer as plain objects; the application layer as a base and an overlay for each environment.</summary>
internal sealed class KustomizeForm(Renderer renderer, Layer layer, IReadOnlyDictionary<string, Values> values)
{
    /// <summary>A build of its own: its pods run to their end, and are no part of what an overlay installs.</summary>
    public const string TestsFolder = "kustomize/app/tests";

    /// <summary>The same for an environment with a namespace of its own. Beside its overlay, since Kustomize takes no resource that is a folder around the one that asks for it.</summary>
    public static string TestsFolderOf(EnvironmentPlan environment) => $"kustomize/app/overlays/{environment.Name}/tests";

    public void Add()
    {
        var environment = renderer.Plan.Base;
        var folder = layer.HasEnvironments ? $"kustomize/{layer.Name}/base" : $"kustomize/{layer.Name}";
        var printer = renderer.Printer(layer, Dialect.Kustomize, values[environment.Name]);
        var objects = renderer.Objects(layer, environment, printer).ToList();
        foreach (var file in objects) renderer.Add($"{folder}/{file.Path}", file.Text);

        // A file with a decision of its own stands under it, so that dotnet new can decide.
        var shared = layer.Objects.Select(o => o.Decision == layer.Decision ? $"- {o.Output}" : Directives.Under(o.Decision, $"- {o.Output}"));
        var ofServices = objects.Where(f => f.Path.Contains('/')).Select(f => $"- {f.Path}");
        renderer.Add($"{folder}/kustomization.yaml", renderer.RenderText("kustomize/kustomization.yaml.sbn", environment, printer, null, shared.Concat(ofServices)));
        if (!layer.HasEnvironments) return;
        AddTests(printer);
        if (renderer.HasOverlays) AddOverlays(objects);
    }

    private void AddTests(Printer printer)
    {
        if (renderer.TestPods(printer) is not { } pods) return;
        renderer.Add($"{TestsFolder}/calls.yaml", pods);
        renderer.Add($"{TestsFolder}/kustomization.yaml", renderer.RenderText("kustomize/tests.yaml.sbn", renderer.Plan.Base, printer, null));
        foreach (var environment in renderer.Plan.Environments.Where(e => renderer.HasOverlays && e.Namespace != renderer.Plan.Base.Namespace))
            renderer.Add($"{TestsFolderOf(environment)}/kustomization.yaml", renderer.RenderText("kustomize/tests-environment.yaml.sbn", environment, printer, null));
    }

    /// <summary>An overlay is what differs between two renderings: the objects as the environment has them, against the base.</summary>
    private void AddOverlays(List<RenderedFile> baseObjects)
    {
        foreach (var environment in renderer.Plan.Environments)
        {
            var printer = renderer.Printer(layer, Dialect.Kustomize, values[environment.Name]);
            var own = environment.IsBase ? baseObjects : [.. renderer.Objects(layer, environment, printer)];
            var patches = Overlay.PatchesBetween(baseObjects, own);
            var ns = environment.Namespace == renderer.Plan.Base.Namespace ? null : environment.Namespace;
            renderer.Add($"kustomize/app/overlays/{environment.Name}/kustomization.yaml", Overlay.Print(environment.Name, ns, patches));
        }
    }
}
