using System.CommandLine;
using System.CommandLine.Invocation;
using NetScaffold.Cli.Commands;
using NetScaffold.Cli.Output;
using NetScaffold.Diagnostics;

namespace NetScaffold.Cli;

/// <summary>Wiring, cancellation and the exit code.</summary>
internal static class Program
{
    internal static int Main(string[] args)
    {
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            // Renames that have begun are finished; everything else stops at the next look at the token. A second press ends the process.
            e.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        };
        return Run(args, Terminal.OfProcess(interrupted.Token));
    }

    /// <summary>Runs one command line; tests call it with a terminal of their own.</summary>
    internal static int Run(string[] args, Terminal terminal)
    {
        try
        {
            var result = CreateRoot(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            var configuration = new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            if (result.Action is ParseErrorAction) return Refuse(result, terminal);
            return result.Invoke(configuration);
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine("Interrupted; nothing was written.");
            return ExitCodes.Interrupted;
        }
        catch (IOException exception)
        {
            // A disk that fails, or an output that takes no more. A reader that went away, as head does, is none: .NET ignores that by itself.
            terminal.Error.WriteLine(WritingDiagnostics.InputOutput(exception.Message));
            return ExitCodes.CannotWrite;
        }
        catch (Exception exception)
        {
            terminal.Error.WriteLine($"netscaffold: error NS9001: internal error: {exception.Message}");
            terminal.Error.WriteLine("This is a bug of netscaffold, not of your answers. Please report it with this text:");
            terminal.Error.WriteLine(exception.ToString());
            return ExitCodes.Internal;
        }
    }

    /// <summary>Says what is wrong with the command line; the standard output stays empty, since somebody may be reading data from it.</summary>
    private static int Refuse(ParseResult result, Terminal terminal)
    {
        foreach (var error in result.Errors) terminal.Error.WriteLine($"netscaffold: {error.Message}");
        var command = result.CommandResult.Command is RootCommand ? "" : $" {result.CommandResult.Command.Name}";
        terminal.Error.WriteLine($"See: netscaffold{command} --help");
        return ExitCodes.Usage;
    }

    private static RootCommand CreateRoot(Terminal terminal) => new("Helm and Kustomize bundles for Kubernetes networking, from answers to questions.")
    {
        NewCommand.Create(terminal),
        RenderCommand.Create(terminal),
        QuestionsCommand.Create(terminal),
        ExplainCommand.Create(terminal),
    };
}
