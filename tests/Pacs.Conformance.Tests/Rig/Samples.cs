namespace Pacs.Conformance.Tests.Rig;

internal static class Samples
{
    /// <summary>A media directory is no composite instance: storage SCUs do not send it.</summary>
    public const string MediaDirectory = "1.2.840.10008.1.3.10";

    public static IReadOnlyList<Sample> All { get; } = Read();

    public static IEnumerable<Sample> Part10 => All.Where(sample => sample.IsPart10);

    public static string PathOf(string name) => System.IO.Path.Combine(Repository.Samples!, name);

    private static List<Sample> Read()
    {
        if (Repository.Samples == null) return [];

        return File.ReadLines(PathOf("MANIFEST.tsv"))
            .Skip(1)
            .Select(line => line.Split('\t'))
            .Select(columns => new Sample(PathOf(columns[0]), columns[2], columns[4], columns[6]))
            .ToList();
    }
}
