using System.Collections.Immutable;
using NetScaffold.Bundles;
using NetScaffold.Cli.Files;

namespace NetScaffold.Tests.Files;

/// <summary>Small bundles, and the whole way from one to a folder.</summary>
internal static class Samples
{
    public static readonly RenderedFile Answers = new("netscaffold.yaml", "name: shop\n");

    /// <summary>A first version.</summary>
    public static readonly RenderedBundle V1 = Of("README.md: v1", "helm/app/api.yaml: v1", "helm/app/db.yaml: v1", "kustomize/app/base/api.yaml: v1");

    /// <summary>One file more, one changed, one as it was, and Kustomize gone.</summary>
    public static readonly RenderedBundle V2 = Of("README.md: v2", "helm/app/api.yaml: v1", "helm/app/db.yaml: v2", "helm/platform/issuer.yaml: v2");

    public static RenderedBundle Of(params string[] files) =>
        RenderedBundle.From(files.Select(f => f.Split(": ")).Select(f => new RenderedFile(f[0], $"text: {f[1]}\nline: 2\n")));

    public static BundleLock LockOf(RenderedBundle bundle) => BundleLock.For(bundle, "0.1.0", BundleText.Digest("answers"));

    /// <summary>What the folder holds once the bundle is written: files and folders as <see cref="TemporaryFolder.Snapshot"/> gives them.</summary>
    public static ImmutableSortedDictionary<string, string> SnapshotOf(RenderedBundle bundle, params RenderedFile[] others)
    {
        var files = bundle.Files.Append(new RenderedFile(BundleLock.FileName, LockOf(bundle).Print())).Concat(others).ToList();
        var folders = files.SelectMany(f => f.Path.Select((c, i) => c == '/' ? f.Path[..(i + 1)] : "")).Where(f => f.Length > 0).Distinct();
        return files.Select(f => KeyValuePair.Create(f.Path, f.Text)).Concat(folders.Select(f => KeyValuePair.Create(f, "")))
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    public static WriteResult Write(
        string target,
        RenderedBundle bundle,
        bool force = false,
        CreateFile? create = null,
        RenderedFile? answers = null,
        CancellationToken cancellation = default)
    {
        var opened = BundleFolder.Open(target);
        if (!opened.TryGet(out var folder)) return new WriteResult([], opened.Diagnostics);
        var compared = folder.Compare(bundle, LockOf(bundle), answers is null ? [] : [answers]);
        return compared.TryGet(out var comparison)
            ? BundleWriter.Write(folder, comparison, force, cancellation, create)
            : new WriteResult([], compared.Diagnostics);
    }

    public static string[] Codes(this WriteResult result) => [.. result.Diagnostics.Select(d => $"{d.Code} {d.At}")];

    public static Dictionary<string, FileState> States(this WriteResult result) => result.Changes.ToDictionary(c => c.Path, c => c.State);
}
