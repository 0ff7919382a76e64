namespace Pacs.Conformance.Tests.Soak;

/// <summary>A device: what it makes, how large, how many to a study, and how long it takes between two.</summary>
internal sealed record Modality(string Name, string SopClass, int PixelBytes, int PerStudy, TimeSpan Pause)
{
    public static IReadOnlyList<Modality> All { get; } =
    [
        new("CT", Uids.CtImage, 512 << 10, 40, TimeSpan.FromMilliseconds(500)),
        new("MR", Uids.MrImage, 128 << 10, 25, TimeSpan.FromMilliseconds(250)),
        new("CR", "1.2.840.10008.5.1.4.1.1.1", 6 << 20, 2, TimeSpan.FromSeconds(12)), // More than is held in memory.
        new("US", "1.2.840.10008.5.1.4.1.1.6.1", 900 << 10, 8, TimeSpan.FromSeconds(2)),
        new("SR", "1.2.840.10008.5.1.4.1.1.88.11", 2 << 10, 1, TimeSpan.FromMilliseconds(300)),
    ];

    public RawImage NewStudy() => new() { Modality = Name, SopClass = SopClass, PixelBytes = PixelBytes, PatientName = $"Soak^{Name}" };
}
