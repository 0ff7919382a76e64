using System.CommandLine;
using Spectre.Console;

namespace Pacs.Server.Cli;

/// <summary>
/// Where a verb writes: results to the output, which may be a pipe; progress and complaints to the other stream.
/// </summary>
internal sealed class Terminal(TextWriter output, TextWriter error)
{
    /// <summary>Takes whole lines from several at once.</summary>
    public TextWriter Output { get; } = TextWriter.Synchronized(output);

    public TextWriter Error { get; } = TextWriter.Synchronized(error);

    /// <summary>Columns of the screen the output goes to; null when it goes elsewhere.</summary>
    public int? Width =>
        ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected ? Console.WindowWidth : null;

    /// <summary>True when somebody watches: progress may be drawn over and over.</summary>
    public bool IsWatched => ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;

    public static Terminal Of(ParseResult arguments) =>
        new(arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error);

    /// <summary>Progress bars.</summary>
    public IAnsiConsole ForProgress() =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });

    public void Complain(string message) => Error.WriteLine($"pacs: {message}");
}
