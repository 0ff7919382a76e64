namespace Pacs.Imaging.Tests;

/// <summary>
/// The sample files beside the repository: <c>shared/dicom-samples</c> next to it or above, or where PACS_SAMPLES says.
/// </summary>
internal static class SampleFiles
{
    public static string? Folder { get; } = Find();

    /// <summary>Their paths below the folder, in order.</summary>
    public static IEnumerable<string> Paths =>
        File.ReadLines(Path.Combine(Folder!, "MANIFEST.tsv")).Skip(1).Select(line => line.Split('\t')[0]).Order(StringComparer.Ordinal);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("PACS_SAMPLES") is { Length: > 0 } named) return named;

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var samples = Path.Combine(folder.FullName, "shared", "dicom-samples");
            if (File.Exists(Path.Combine(samples, "MANIFEST.tsv"))) return samples;
        }

        return null;
    }
}
