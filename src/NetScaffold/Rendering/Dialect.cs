namespace NetScaffold.Rendering;

/// <summary>The two forms that come from one set of templates.</summary>
internal enum Dialect
{
    /// <summary>A chart's template: values are looked up, labels come from helpers.</summary>
    Helm,

    /// <summary>Plain objects: values and labels are written out.</summary>
    Kustomize,
}
