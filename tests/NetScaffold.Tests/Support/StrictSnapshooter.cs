using System.Text;
using Newtonsoft.Json.Linq;
using Snapshooter;
using Snapshooter.Core;

namespace NetScaffold.Tests.Support;

/// <summary>Snapshooter in strict mode over plain files, each at its own path and held to the byte.</summary>
internal static class StrictSnapshooter
{
    public static SnapshotAssert Create()
    {
        // A missing snapshot must fail everywhere, not only in CI: accepting has its own switch.
        Environment.SetEnvironmentVariable("SNAPSHOOTER_STRICT_MODE", "on");
        var tree = new Tree();
        var text = new ExactText();
        return new SnapshotAssert(text, tree, new SnapshotEnvironmentCleaner(tree), text, text);
    }

    /// <summary>Files where they belong. Nothing is written: the message shows what differs.</summary>
    private sealed class Tree : ISnapshotFileHandler
    {
        public bool TryReadSnapshot(SnapshotFullName name, out string snapshotData)
        {
            var file = Path.Combine(name.FolderPath, name.Filename);
            var isThere = File.Exists(file);
            snapshotData = isThere ? Encoding.UTF8.GetString(File.ReadAllBytes(file)) : null!; // a byte order mark stays visible
            return isThere;
        }

        public string ReadSnapshot(SnapshotFullName name) =>
            TryReadSnapshot(name, out var text) ? text : throw new FileNotFoundException(name.Filename);

        public string SaveNewSnapshot(SnapshotFullName name, string snapshotData) =>
            throw new InvalidOperationException("Strict mode saves no new snapshot.");

        public string SaveMismatchSnapshot(SnapshotFullName name, string snapshotData) => "";

        public void DeleteSnapshot(SnapshotFullName name) { }

        public void DeleteSnapshotSubfolder(SnapshotFullName name, string subfolderName) { }
    }

    /// <summary>Snapshooter's own parts format JSON anew and even out line ends; a bundle is held to the byte.</summary>
    private sealed class ExactText : ISnapshotSerializer, ISnapshotFormatter, ISnapshotComparer
    {
        private const int LinesShown = 3;

        public string SerializeObject(object objectToSnapshot) => (string)objectToSnapshot;

        public string FormatSnapshot(string snapshotData, MatchOptions matchOptions) => snapshotData;

        public string SerializeJsonToken(JToken jsonToken) => throw new NotSupportedException();

        public JToken Deserialize(string jsonString) => throw new NotSupportedException();

        public void CompareSnapshots(string expectedSnapshot, string actualSnapshot, MatchOptions matchOptions)
        {
            if (expectedSnapshot == actualSnapshot)
                return;
            var (expected, actual) = (LinesOf(expectedSnapshot), LinesOf(actualSnapshot));
            var same = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
            var lines = expected.Skip(same).Take(LinesShown).Select(line => "  - " + line)
                .Concat(actual.Skip(same).Take(LinesShown).Select(line => "  + " + line));
            throw new SnapshotMismatchException($"line {same + 1}:\n{string.Join('\n', lines)}");
        }

        // What an editor hides (carriage return, byte order mark, a final line without newline) is spelled out.
        private static string[] LinesOf(string text)
        {
            var shown = text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\uFEFF", "\\uFEFF", StringComparison.Ordinal);
            return (shown.EndsWith('\n') ? shown[..^1] : shown + "\\ no newline at the end").Split('\n');
        }
    }
}
