using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Pacs.Files;

namespace Pacs.Archive.Diagnosis;

/// <summary>How the disk under a data directory behaves.</summary>
public sealed record DiskDiagnosis
{
    private const int Syncs = 100;
    private const int BlockLength = 4096;

    /// <summary>Its type, such as ext4.</summary>
    public required string FileSystem { get; init; }

    public required long FreeBytes { get; init; }

    public required long DiskBytes { get; init; }

    /// <summary>Segments are written past the page cache; else in the ordinary way.</summary>
    public required bool TakesDirectWrites { get; init; }

    /// <summary>Of a hundred: a block written and synced, in a file that does not grow.</summary>
    public required TimeSpan MedianSync { get; init; }

    /// <inheritdoc cref="MedianSync"/>
    public required TimeSpan WorstSync { get; init; }

    /// <summary>Writes a file of half a megabyte into the directory, and takes it away again.</summary>
    /// <exception cref="IOException">The directory cannot be written to.</exception>
    public static DiskDiagnosis Of(string directory, TimeProvider clock)
    {
        var disk = new Disk();
        var space = disk.SpaceAt(directory);
        var path = Path.Combine(directory, $"doctor-{Environment.ProcessId}.probe");
        try
        {
            using var file = disk.Create(path);
            var times = TimeSyncs(disk, file, clock);
            disk.BypassCache(file, disk.LengthOf(file));
            return new DiskDiagnosis
            {
                FileSystem = new DriveInfo(directory).DriveFormat,
                FreeBytes = space.Available,
                DiskBytes = space.Total,
                TakesDirectWrites = disk.BypassesCache(file),
                MedianSync = times[Syncs / 2],
                WorstSync = times[^1],
            };
        }
        finally
        {
            disk.Delete(path);
        }
    }

    /// <summary>In order of their length. The bytes differ, so that no layer below finds nothing to write.</summary>
    private static TimeSpan[] TimeSyncs(Disk disk, SafeFileHandle file, TimeProvider clock)
    {
        disk.Write(file, new byte[Syncs * BlockLength], 0);
        disk.Sync(file);

        var block = new byte[BlockLength];
        var times = new TimeSpan[Syncs];
        for (var i = 0; i < Syncs; i++)
        {
            RandomNumberGenerator.Fill(block);
            var begin = clock.GetTimestamp();
            disk.Write(file, block, i * BlockLength);
            disk.Sync(file);
            times[i] = clock.GetElapsedTime(begin);
        }

        Array.Sort(times);
        return times;
    }
}
