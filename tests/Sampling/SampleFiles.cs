namespace Pacs.Sampling;

/// <summary>
/// The sample files beside the repository: <c>shared/dicom-samples</c> next to it or above, or where PACS_SAMPLES says.
/// </summary>
internal static class SampleFiles
{
    public static string? Folder { get; } = Find();

    /// <summary>The rows of MANIFEST.tsv, each a dictionary by column name.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Manifest
    {
        get
        {
            var lines = File.ReadLines(PathOf("MANIFEST.tsv")).Select(line => line.Split('\t')).ToList();
            return lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(cell => cell.First, cell => cell.Second));
        }
    }

    public static string PathOf(string name) => Path.Combine(Folder!, name);

    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

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
