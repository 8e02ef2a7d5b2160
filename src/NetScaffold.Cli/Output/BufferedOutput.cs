using System.Text;

namespace NetScaffold.Cli.Output;

/// <summary>Hands text on in large pieces: the standard output makes a system call for each piece it gets.</summary>
internal sealed class BufferedOutput(TextWriter output) : TextWriter
{
    private const int Size = 64 * 1024;

    private readonly StringBuilder _text = new(Size);

    public override Encoding Encoding => output.Encoding;

    public override void Write(char value)
    {
        _text.Append(value);
        FlushIfLarge();
    }

    public override void Write(string? value)
    {
        _text.Append(value);
        FlushIfLarge();
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        _text.Append(buffer);
        FlushIfLarge();
    }

    public override void Flush()
    {
        foreach (var chunk in _text.GetChunks()) output.Write(chunk.Span);
        _text.Clear();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Flush();
        base.Dispose(disposing);
    }

    private void FlushIfLarge()
    {
        if (_text.Length >= Size) Flush();
    }
}
