using Xunit;

namespace NetScaffold.Tests.Support;

/// <summary>The Chromium or Chrome of this machine; the tests download none.</summary>
internal static class Browsers
{
    /// <summary>Its path; null where there is none.</summary>
    public static string? Executable { get; } = (
        from name in new[] { "chromium", "chromium-browser", "google-chrome" }
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        let file = Path.Combine(folder, name)
        where File.Exists(file)
        select file).FirstOrDefault();

    /// <summary>Why tests in a browser are skipped; null when there is one.</summary>
    public static string? Missing { get; } = Executable is null ? "There is no Chromium: run eng/browser, or put chromium on PATH." : null;
}

/// <summary>A test that opens pages in Chromium; skipped where there is none.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Browsers.Missing;
}

/// <inheritdoc cref="BrowserFactAttribute"/>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Browsers.Missing;
}
