using System.CommandLine;

namespace Pacs.Server.Cli;

/// <summary>A command of the tool, with a help that has more to say than one line.</summary>
internal sealed class Verb : Command
{
    /// <param name="name">As it is typed.</param>
    /// <param name="description">One line for the overview of all verbs.</param>
    /// <param name="run">Does it, and says what the shell is told.</param>
    public Verb(string name, string description, Func<ParseResult, Terminal, CancellationToken, Task<int>> run)
        : base(name, description) => SetAction((arguments, cancellationToken) =>
            Attempt.RunAsync(arguments, terminal => run(arguments, terminal, cancellationToken)));

    /// <summary>What the verb's own help says besides, in whole sentences.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Command lines, as they are typed.</summary>
    public required IReadOnlyList<string> Examples { get; init; }
}
