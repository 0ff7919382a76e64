using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Pacs.Server.Cli;

/// <summary>The usual help, then what a verb has to say besides, with examples.</summary>
internal sealed class VerbHelp(HelpAction usual) : SynchronousCommandLineAction
{
    // Help is asked for, whatever else is wrong with the line.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not Verb verb) return ExitCode.Success;

        var output = parseResult.InvocationConfiguration.Output;
        if (verb.Notes.Length > 0) output.WriteLine($"{verb.Notes}{Environment.NewLine}");
        output.WriteLine("Examples:");
        foreach (var example in verb.Examples) output.WriteLine($"  {example}");
        output.WriteLine();
        return ExitCode.Success;
    }
}
