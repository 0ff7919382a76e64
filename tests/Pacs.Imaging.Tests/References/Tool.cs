using System.Diagnostics;

namespace Pacs.Imaging.Tests.References;

/// <summary>Programs of others.</summary>
internal static class Tool
{
    private static readonly string[] Folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');

    /// <summary>The name when there is no such program; null when there is.</summary>
    public static string? Missing(string name) => Folders.Any(folder => File.Exists(Path.Combine(folder, name))) ? null : name;

    /// <summary>False when it is missing or ends with an error.</summary>
    public static bool Run(string name, params string[] arguments)
    {
        if (Missing(name) is not null) return false;

        var start = new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start.");
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill();
            return false;
        }

        return process.ExitCode == 0;
    }
}
