using System.Buffers;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace NetScaffold.Cli.Files;

/// <summary>Makes a new file for writing; tests put a full disk or a Ctrl-C in its place.</summary>
internal delegate SafeFileHandle CreateFile(string fullPath);

/// <summary>Writes a whole text with one system call.</summary>
internal static class TextFile
{
    /// <summary>Fails when something, a link included, has the name already.</summary>
    public static SafeFileHandle CreateNew(string fullPath) =>
        File.OpenHandle(fullPath, FileMode.CreateNew, FileAccess.Write, FileShare.None);

    /// <summary>Writes UTF-8 without byte order mark.</summary>
    public static void Write(SafeFileHandle file, string text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            RandomAccess.Write(file, buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer)), fileOffset: 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
