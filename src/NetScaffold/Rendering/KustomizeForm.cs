using NetScaffold.Bundles;

namespace NetScaffold.Rendering;

/// <summary>Writes a layer as plain objects; the application layer as a base and an overlay for each environment.</summary>
internal sealed class KustomizeForm(Renderer renderer, Layer layer, IReadOnlyDictionary<string, Values> values)
{
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
        if (layer.HasEnvironments && renderer.HasOverlays) AddOverlays(objects);
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
