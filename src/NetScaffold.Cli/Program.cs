using System.CommandLine;
using System.CommandLine.Invocation;
using NetScaffold.Cli.Commands;
using NetScaffold.Cli.Files;
using NetScaffold.Cli.Output;
using NetScaffold.Diagnostics;

namespace NetScaffold.Cli;

/// <summary>Wiring, cancellation and the exit code.</summary>
internal static class Program
{
    internal static int Main(string[] args)
    {
        StandardStreams.Fill();
        using var interruption = new Interruption();
        return Run(args, Terminal.OfProcess(interruption));
    }

    /// <summary>Runs one command line; tests call it with a terminal of their own.</summary>
    internal static int Run(string[] args, Terminal terminal)
    {
        try
        {
            var result = CreateRoot(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            var configuration = new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            // Help and the version are given whatever else the line holds.
            var problems = result.Action is ParseErrorAction || result.Action == result.CommandResult.Command.Action ? CommandLineProblems.Of(result, args) : [];
            if (problems.Length > 0) return Report.OfFindings(ExitCodes.Usage, problems).Print(terminal, CommandLineProblems.AsksForJson(args));
            return result.Invoke(configuration);
        }
        catch (OperationCanceledException exception)
        {
            foreach (var leftover in (exception as InterruptedWithLeftovers)?.Diagnostics ?? []) Say(terminal.Error, leftover);
            SayInterrupted(terminal.Error);
            return ExitCodes.Interrupted;
        }
        catch (IOException exception)
        {
            // A disk that fails, or an output that takes no more. A reader that went away, as head does, is none: .NET ignores that by itself.
            var problem = WritingDiagnostics.InputOutput(exception.Message);
            Say(terminal.Error, problem);
            Say(terminal.Error, $"  {problem.Help}");
            return ExitCodes.CannotWrite;
        }
        catch (Exception exception)
        {
            Say(terminal.Error, $"netscaffold: error NS9001: internal error: {exception.Message}");
            Say(terminal.Error, "This is a bug of netscaffold, not of your answers. Please report it with this text:");
            Say(terminal.Error, exception);
            return ExitCodes.Internal;
        }
    }

    internal static void SayInterrupted(TextWriter error, Func<string>? lastWords = null)
    {
        Say(error, "Interrupted; nothing was written.");
        if (lastWords is not null) Say(error, lastWords());
    }

    /// <summary>Last words: the exit code must reach the caller even where nobody takes them.</summary>
    private static void Say(TextWriter error, object words)
    {
        try
        {
            error.WriteLine(words);
        }
        catch (IOException)
        {
            // The error output is full or gone; there is no other place to say so.
        }
    }

    private static RootCommand CreateRoot(Terminal terminal)
    {
        var root = new RootCommand("Helm and Kustomize bundles for Kubernetes networking, from answers to questions.")
        {
            NewCommand.Create(terminal),
            RenderCommand.Create(terminal),
            CheckCommand.Create(terminal),
            ReachCommand.Create(terminal),
            QuestionsCommand.Create(terminal),
            ExplainCommand.Create(terminal),
            CompletionCommand.Create(terminal),
        };
        root.Add(CompleteCommand.Create(root, terminal));
        return root;
    }
}
