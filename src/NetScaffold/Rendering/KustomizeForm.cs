using NetScaffold.Bundles;
using Scriban.Runtime;

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

        var source = layer.HasEnvironments ? "kustomize/app/base.yaml.sbn" : "kustomize/layer.yaml.sbn";
        renderer.Add($"{folder}/kustomization.yaml", renderer.RenderText(source, environment, printer, null, objects.Select(Resource)));
        if (layer.HasEnvironments && renderer.HasOverlays) AddOverlays(objects);
    }

    /// <summary>A line of the list of resources; under the file's own decision where the layer's does not include it.</summary>
    private ScriptObject Resource(RenderedFile file)
    {
        var decision = layer.Objects.Where(o => o.Output == file.Path).Select(o => o.Decision).FirstOrDefault(layer.Decision);
        return new ScriptObject { ["path"] = file.Path, ["decision"] = decision, ["isOptional"] = decision != layer.Decision };
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
