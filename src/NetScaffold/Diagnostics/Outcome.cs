using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace NetScaffold.Diagnostics;

/// <summary>What a stage gives: a value or none, and always everything it has to say.</summary>
/// <remarks>A stage that reports an error gives no value, and later stages do not run. Warnings travel with a success.</remarks>
public sealed class Outcome<T>
    where T : class
{
    internal Outcome(T? value, ImmutableArray<Diagnostic> diagnostics)
    {
        Diagnostics = diagnostics;
        Value = diagnostics.Any(d => d.Severity == Severity.Error) ? null : value;
    }

    /// <summary>The result, or null when <see cref="Diagnostics"/> holds an error.</summary>
    public T? Value { get; }

    /// <summary>All findings of this stage and the stages before it, in the order found.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>True with the value when no error stands.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value)
    {
        value = Value;
        return value is not null;
    }

    /// <summary>Runs the next stage on the value; without one, only the diagnostics go on.</summary>
    public Outcome<TNext> Then<TNext>(Func<T, Outcome<TNext>> next)
        where TNext : class
    {
        if (Value is null) return new Outcome<TNext>(null, Diagnostics);
        var result = next(Value);
        return new Outcome<TNext>(result.Value, Diagnostics.AddRange(result.Diagnostics));
    }
}

/// <summary>Ways to make an <see cref="Outcome{T}"/>.</summary>
public static class Outcome
{
    /// <summary>A value, with what there is to say about it; an error among the diagnostics withholds the value.</summary>
    public static Outcome<T> From<T>(T? value, IEnumerable<Diagnostic> diagnostics)
        where T : class => new(value, [.. diagnostics]);

    /// <summary>A value without findings.</summary>
    public static Outcome<T> Of<T>(T value)
        where T : class => new(value, []);

    /// <summary>No value, because of these.</summary>
    public static Outcome<T> Failed<T>(params IEnumerable<Diagnostic> diagnostics)
        where T : class => new(null, [.. diagnostics]);
}
