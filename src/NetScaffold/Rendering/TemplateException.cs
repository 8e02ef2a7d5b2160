namespace NetScaffold.Rendering;

/// <summary>A mistake in a template: a bug of ours, never of the answers.</summary>
public sealed class TemplateException(string message) : Exception(message);
