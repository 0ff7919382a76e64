using System.CommandLine;
using System.Globalization;
using Pacs.Server.Cli;

namespace Pacs.Server.Tests.Cli;

/// <summary>The command line, run in this process, and what it printed.</summary>
internal sealed record Tool(int ExitCode, string Output, string Error)
{
    public static async Task<Tool> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var configuration = new InvocationConfiguration { Output = output, Error = error };
        var exitCode = await PacsCommand.RunAsync(args, configuration, patience.Token);
        return new Tool(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>The number after a word of the summary, such as <c>accepted</c>; 0 when it is not there.</summary>
    public int Count(string word)
    {
        var line = Output.Split('\n').FirstOrDefault(line => line.StartsWith($"  {word} ", StringComparison.Ordinal));
        if (line is null) return 0;
        return int.Parse(line[(2 + word.Length)..], NumberStyles.Number, CultureInfo.InvariantCulture);
    }
}
