using Pacs.Archive.Diagnosis;
using Pacs.Server.Cli.Reports;

namespace Pacs.Server.Cli.Diagnosis;

/// <summary>Is the disk one that keeps what it has acknowledged, and is there room.</summary>
internal static class DiskCheck
{
    /// <summary>No medium without a battery does it in less; a network, a RAM disk or a lie does.</summary>
    private static readonly TimeSpan TooFast = TimeSpan.FromMicroseconds(20);

    /// <summary>A rotating disk takes ten. Beyond this C-STORE feels it.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(30);

    private static readonly string[] Volatile = ["tmpfs", "ramfs"];

    public static void Run(Findings findings, string dataDirectory, TimeProvider clock)
    {
        findings.Begin("Disk");
        if (!Directory.Exists(dataDirectory))
        {
            findings.Note($"{dataDirectory} does not exist yet: pacs serve makes it");
            return;
        }

        try
        {
            Tell(findings, DiskDiagnosis.Of(dataDirectory, clock));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            findings.Wrong($"{dataDirectory} cannot be written to: {failure.Message}");
        }
    }

    private static void Tell(Findings findings, DiskDiagnosis disk)
    {
        var space = $"{disk.FileSystem}, {Quantity.Bytes(disk.FreeBytes)} of {Quantity.Bytes(disk.DiskBytes)} free";
        if (Volatile.Contains(disk.FileSystem)) findings.Wrong($"{space}: this is memory, and is gone when the machine is");
        else findings.Good(space);

        if (disk.TakesDirectWrites) findings.Good("takes writes past the page cache");
        else findings.Note("does not take writes past the page cache: storing costs more CPU");

        var syncs = $"a sync takes {Quantity.Precise(disk.MedianSync)} (median of 100), {Quantity.Precise(disk.WorstSync)} at worst";
        if (disk.MedianSync < TooFast) findings.Note($"{syncs}: too fast for a medium, is the disk telling the truth?");
        else if (disk.MedianSync > Slow) findings.Note($"{syncs}: slow, every C-STORE waits for one");
        else findings.Good(syncs);
    }
}
