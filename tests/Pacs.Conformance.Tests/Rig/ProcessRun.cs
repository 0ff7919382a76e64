using System.Diagnostics;
using System.Text;

namespace Pacs.Conformance.Tests.Rig;

internal static class ProcessRun
{
    /// <summary>Nothing here takes a tenth of this; a process that does is hung, and is ended.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static async Task<ProcessResult> RunAsync(
        string program, IEnumerable<string> arguments, string? folder = null)
    {
        using var process = new Process { StartInfo = StartInfo(program, arguments, folder) };
        var output = new StringBuilder();
        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                if (line.Data != null) output.AppendLine(line.Data);
            }
        }

        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{CommandLine(process)} did not end within {Limit}; it printed:\n{output}");
        }

        return new ProcessResult(CommandLine(process), process.ExitCode, output.ToString());
    }

    /// <summary>The built program as a user calls it: <c>pacs VERB ...</c>.</summary>
    public static Task<ProcessResult> RunPacsAsync(IEnumerable<string> arguments, string? folder = null) =>
        RunAsync("dotnet", ["exec", Repository.ServerProgram, .. arguments], folder);

    public static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    private static string CommandLine(Process process) =>
        $"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}";
}
