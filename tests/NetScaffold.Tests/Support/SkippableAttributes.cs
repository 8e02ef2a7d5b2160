using Xunit;

namespace NetScaffold.Tests.Support;

// xunit 2 decides on skips when it discovers tests, not when it runs them: each attribute looks for what it needs itself.

/// <summary>A test that runs helm and kubectl; skipped where they are absent.</summary>
public sealed class RealToolFactAttribute : FactAttribute
{
    public RealToolFactAttribute() => Skip = RealTools.Missing;
}

/// <inheritdoc cref="RealToolFactAttribute"/>
public sealed class RealToolTheoryAttribute : TheoryAttribute
{
    public RealToolTheoryAttribute() => Skip = RealTools.Missing;
}

/// <summary>A test that reads schemas, charts or cases of the reference; skipped where it is absent.</summary>
public sealed class ReferenceFactAttribute : FactAttribute
{
    public ReferenceFactAttribute() => Skip = Repository.Reference is null ? Repository.ReferenceMissing : null;
}

/// <inheritdoc cref="ReferenceFactAttribute"/>
public sealed class ReferenceTheoryAttribute : TheoryAttribute
{
    public ReferenceTheoryAttribute() => Skip = Repository.Reference is null ? Repository.ReferenceMissing : null;
}
