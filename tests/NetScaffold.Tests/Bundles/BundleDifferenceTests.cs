using System.Collections.Immutable;
using NetScaffold.Bundles;
using Xunit;

namespace NetScaffold.Tests.Bundles;

public class BundleDifferenceTests
{
    private const string Old = "a: 1\nb: 2\n", New = "a: 1\nb: 3\n", Edited = "a: 9\nb: 2\n";

    [Theory]
    // in the folder, in the lock, wanted: state
    [InlineData(null, null, New, FileState.Create)]
    [InlineData(null, Old, New, FileState.Create)]
    [InlineData(Old, Old, New, FileState.Change)]
    [InlineData(New, New, New, FileState.Unchanged)]
    [InlineData(New, null, New, FileState.Unchanged)]
    [InlineData(New, Old, New, FileState.Unchanged)]
    [InlineData(Old, null, New, FileState.Conflict)]
    [InlineData(Edited, Old, New, FileState.Conflict)]
    [InlineData(Edited, New, New, FileState.Conflict)]
    [InlineData(Old, Old, null, FileState.Delete)]
    [InlineData(Edited, Old, null, FileState.Conflict)]
    public void Compute_OneFile_HasItsState(string? existing, string? locked, string? wanted, FileState expected)
    {
        Assert.Equal(new FileChange("f", expected, existing, wanted), Assert.Single(Compute(existing, locked, wanted)) with { Cause = null });

        // The same in a checkout with CRLF line ends.
        var crlf = existing?.Replace("\n", "\r\n", StringComparison.Ordinal);
        Assert.Equal(new FileChange("f", expected, existing, wanted), Assert.Single(Compute(crlf, locked, wanted)) with { Cause = null });
    }

    [Theory]
    [InlineData(Old, New, ConflictCause.NotOurs)]
    [InlineData(Edited, New, ConflictCause.Edited, Old)]
    [InlineData(Edited, null, ConflictCause.Edited, Old)]
    public void Compute_Conflict_HasItsCause(string existing, string? wanted, ConflictCause cause, string? locked = null) =>
        Assert.Equal(cause, Assert.Single(Compute(existing, locked, wanted)).Cause);

    [Fact]
    public void Compute_ConflictWithoutALock_HasThatCause() =>
        Assert.Equal(ConflictCause.NoLock, Assert.Single(BundleDifference.Compute(RenderedBundle.From([new("f", New)]), null, _ => Old)).Cause);

    [Theory]
    [InlineData(null, Old)]
    [InlineData(Old, null)]
    public void Compute_NeitherWantedNorOurs_NotListed(string? existing, string? locked) =>
        Assert.Empty(Compute(existing, locked, wanted: null));

    [Fact]
    public void Compute_SeveralFiles_SortedByPath()
    {
        var changes = BundleDifference.Compute(
            RenderedBundle.From([new("z", New), new("B", New)]), LockOf(new("a", Old), new("C", Old)), _ => Old, new RenderedFile("m", New));

        Assert.Equal(["B", "C", "a", "m", "z"], changes.Select(c => c.Path));
        Assert.Equal(["m"], changes.Where(c => !c.IsTracked).Select(c => c.Path));
    }

    [Theory]
    [InlineData(null, FileState.Create)]
    [InlineData(New, FileState.Unchanged)]
    [InlineData(Old, FileState.Conflict)]
    public void Compute_UntrackedFile_IsNeverChangedUnasked(string? existing, FileState expected)
    {
        // Even when a lock, made by hand, lists it.
        var changes = BundleDifference.Compute(RenderedBundle.From([]), LockOf(new RenderedFile("f", Old)), _ => existing, new RenderedFile("f", New));

        Assert.Equal(expected, Assert.Single(changes).State);
        Assert.Equal(expected == FileState.Conflict ? ConflictCause.OtherAnswers : null, changes[0].Cause);
    }

    private static ImmutableArray<FileChange> Compute(string? existing, string? locked, string? wanted) =>
        BundleDifference.Compute(
            RenderedBundle.From(wanted is null ? [] : [new RenderedFile("f", wanted)]),
            locked is null ? LockOf() : LockOf(new RenderedFile("f", locked)),
            path => path == "f" ? existing : null);

    private static BundleLock LockOf(params RenderedFile[] files) => BundleLock.For(RenderedBundle.From(files), "0.1.0", "0");
}
