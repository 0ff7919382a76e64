namespace Pacs.Archive.Tests;

/// <summary>What can happen to a data directory beside the archive, or after it has died.</summary>
internal static class DataDirectory
{
    public static Task<DicomArchive> OpenAsync(string directory) => DicomArchive.OpenAsync(
        new ArchiveOptions { DataDirectory = directory, FreeDiskPercent = 0, FreeDiskBytes = 0 }, TimeProvider.System, CancellationToken.None);

    public static IReadOnlyList<string> Segments(string directory) =>
        Directory.GetFiles(Path.Combine(directory, "store"), "*.tar", SearchOption.AllDirectories);

    /// <summary>The one segment that holds the image's study.</summary>
    public static string SegmentOf(string directory, TestImage image) => Assert.Single(
        Segments(directory), segment => File.ReadAllBytes(segment).AsSpan().IndexOf(image.Bytes) >= 0);

    /// <summary>Changes the byte that lies <paramref name="offset"/> behind the beginning of these in the segment.</summary>
    public static void Damage(string segment, ReadOnlySpan<byte> bytes, int offset)
    {
        var content = File.ReadAllBytes(segment);
        content[content.AsSpan().IndexOf(bytes) + offset] ^= 0x55;
        using var file = new FileStream(segment, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Write(content);
    }

    /// <summary>
    /// What a crash leaves: the files as they are this moment, those with one of the names lost, and nobody holding the lock.
    /// </summary>
    public static TemporaryDirectory CopyWithout(string directory, params string[] lost)
    {
        var copy = new TemporaryDirectory();
        foreach (var path in Directory.GetFiles(directory, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(path) is "lock" || lost.Contains(Path.GetFileName(path))) continue;

            var target = Path.Combine(copy, Path.GetRelativePath(directory, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var from = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var to = File.Create(target);
            from.CopyTo(to);
        }

        return copy;
    }
}
