using NetScaffold.Yaml;

namespace NetScaffold.Rendering;

/// <summary>Writes a layer as a chart.</summary>
internal sealed class HelmForm(Renderer renderer, Layer layer, IReadOnlyDictionary<string, Values> values, IReadOnlyDictionary<string, string> texts)
{
    public void Add()
    {
        var environment = renderer.Plan.Base;
        var folder = $"helm/{layer.Name}";
        var printer = renderer.Printer(layer, Dialect.Helm, values[environment.Name]);
        var chosen = Values.Parse(texts[environment.Name]);
        renderer.Add($"{folder}/Chart.yaml", renderer.RenderText("helm/Chart.yaml.sbn", environment, printer, null));
        renderer.Add($"{folder}/.helmignore", renderer.RenderText("helm/helmignore.sbn", environment, printer, null));
        renderer.Add($"{folder}/values.yaml", texts[environment.Name]);
        renderer.Add($"{folder}/values.schema.json", ValuesSchema.Print(chosen));
        renderer.Add($"{folder}/templates/_helpers.tpl", renderer.RenderText(layer.HasEnvironments ? "helm/app/_helpers.tpl.sbn" : "helm/_helpers.tpl.sbn", environment, printer, null));
        foreach (var file in renderer.Objects(layer, environment, printer)) renderer.Add($"{folder}/templates/{file.Path}", file.Text);
        if (!layer.HasEnvironments) return;

        if (renderer.TestPods(printer) is { } pods) renderer.Add($"{folder}/templates/tests/calls.yaml", pods);
        renderer.Add($"{folder}/templates/NOTES.txt", renderer.RenderText("helm/app/NOTES.txt.sbn", environment, printer, null));
        foreach (var other in renderer.Plan.Environments)
        {
            var head = renderer.RenderText("helm/app/values-environment.yaml.sbn", other, printer, null);
            var differences = chosen.DifferencesIn(Values.Parse(texts[other.Name]));
            renderer.Add($"{folder}/values-{other.Name}.yaml", head + (differences is null ? "" : YamlPrinter.Print(differences)));
        }
    }
}
