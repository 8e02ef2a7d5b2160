using System.Runtime.InteropServices;

namespace NetScaffold.Cli;

/// <summary>Ctrl-C and the signal to terminate.</summary>
/// <remarks>Before anything is written they end the process at once, whatever it waits for. While files are written the run is asked to stop, and undoes its work. A second one ends the process in any case.</remarks>
internal sealed class Interruption : IDisposable
{
    private const int Reading = 0, Writing = 1, Ended = 2;

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _signals;
    private int _state = Reading;

    public Interruption() => _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Receive), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Receive)];

    /// <summary>What is said besides when a signal ends the process; null for nothing.</summary>
    public Func<string>? LastWords { get; set; }

    /// <summary>Set by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>From here on a signal only sets <see cref="Token"/>: a run that has written must not end with the words that it has not.</summary>
    public void BeginWriting()
    {
        if (Interlocked.CompareExchange(ref _state, Writing, Reading) == Ended) Thread.Sleep(Timeout.Infinite);
    }

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _source.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = !_source.IsCancellationRequested;
        if (!context.Cancel) return;
        _source.Cancel();
        if (Interlocked.CompareExchange(ref _state, Ended, Reading) != Reading) return;
        // A prompt hides the cursor and leaves it in the middle of a line.
        if (LastWords is not null) Console.Out.WriteLine("\e[?25h");
        Program.SayInterrupted(Console.Error, LastWords);
        Environment.Exit(ExitCodes.Interrupted);
    }
}
