using Pacs.Sampling;

namespace Pacs.Conformance.Tests.Rig;

internal static class Samples
{
    /// <summary>A media directory is no composite instance: storage SCUs do not send it.</summary>
    public const string MediaDirectory = "1.2.840.10008.1.3.10";

    public static IReadOnlyList<Sample> All { get; } = Read();

    public static IEnumerable<Sample> Part10 => All.Where(sample => sample.IsPart10);

    private static List<Sample> Read()
    {
        if (SampleFiles.Folder == null) return [];

        return
        [
            .. SampleFiles.Manifest.Select(row =>
                new Sample(SampleFiles.PathOf(row["path"]), row["kind"], row["ts_uid"], row["sop_class_uid"])),
        ];
    }
}
