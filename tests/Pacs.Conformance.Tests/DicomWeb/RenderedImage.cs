namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>Images whose greys and colours are known, and instances that are none.</summary>
internal static class RenderedImage
{
    /// <summary>Four by two samples: 0, 2000, 3000, 4000, and the same once more.</summary>
    public static byte[] Pixels { get; } = Words(0, 2000, 3000, 4000, 0, 2000, 3000, 4000);

    /// <summary>With a window that makes 0 black and 4000 white.</summary>
    public static RawImage Of(Func<RawElements, RawElements>? edit = null) => new()
    {
        Edit = elements => (edit ?? (same => same))(Windowed(elements, rows: 2, columns: 4, Pixels)),
    };

    /// <summary>Four by two samples in each frame, all the same.</summary>
    public static RawImage InFrames(params int[] samples) => new()
    {
        Edit = elements => Windowed(elements, rows: 2, columns: 4, Words([.. samples.SelectMany(sample => Enumerable.Repeat(sample, 8))]))
            .With(0x00280008, "IS", $"{samples.Length}"),
    };

    /// <summary>Two pixels beside one another.</summary>
    public static RawImage InColour(string photometric, ushort planar, byte[] pixels) => new()
    {
        Edit = elements => Described(elements, rows: 1, columns: 2)
            .Without(0x00280002).AddUInt16(0x00280002, 3).AddUInt16(0x00280006, planar)
            .Without(0x00280100).AddUInt16(0x00280100, 8).Without(0x00280101).AddUInt16(0x00280101, 8)
            .Without(0x00280102).AddUInt16(0x00280102, 7)
            .Without(Tags.PixelData).Add(Tags.PixelData, "OW", pixels)
            .With(0x00280004, "CS", photometric), // which puts all in order
    };

    /// <summary>An instance without any pixels.</summary>
    public static RawImage Without(string sopClass, string modality, Func<RawElements, RawElements> edit) => new()
    {
        SopClass = sopClass,
        Modality = modality,
        Edit = elements =>
        {
            foreach (var tag in elements.Tags.Where(tag => tag >= 0x00280000).ToList()) elements = elements.Without(tag);
            return edit(elements);
        },
    };

    private static RawElements Windowed(RawElements elements, ushort rows, ushort columns, byte[] pixels) => Described(elements, rows, columns)
        .Without(Tags.PixelData)
        .Add(0x00281050, "DS", "2000").Add(0x00281051, "DS", "4000").Add(0x00281056, "CS", "LINEAR_EXACT")
        .Add(Tags.PixelData, "OW", pixels);

    private static RawElements Described(RawElements elements, ushort rows, ushort columns) => elements
        .Without(0x00280010).AddUInt16(0x00280010, rows)
        .Without(0x00280011).AddUInt16(0x00280011, columns)
        .With(0x00280004, "CS", "MONOCHROME2");

    private static byte[] Words(params int[] values) => [.. values.SelectMany(value => BitConverter.GetBytes((ushort)value))];
}
