using System.Globalization;

namespace Pacs.Conformance.Tests.Raw;

/// <summary>A small image of known attributes; what a test is about is changed with <c>with</c>.</summary>
internal sealed record RawImage
{
    public string SopClass { get; init; } = Uids.CtImage;

    public string SopInstance { get; init; } = Uids.New();

    public string Study { get; init; } = Uids.New();

    public string Series { get; init; } = Uids.New();

    public string PatientId { get; init; } = "PAT-" + Guid.NewGuid().ToString("N")[..8];

    public string PatientName { get; init; } = "Conformance^Anna";

    public string StudyDate { get; init; } = "20240131";

    public string StudyTime { get; init; } = "101500";

    public string AccessionNumber { get; init; } = "2024-1";

    public string Modality { get; init; } = "CT";

    public string StudyDescription { get; init; } = "Thorax routine";

    public int InstanceNumber { get; init; } = 1;

    public int PixelBytes { get; init; } = 128;

    public int Rows { get; init; } = 8;

    /// <summary>True for pixels that become fewer bytes by compressing them; else they are noise.</summary>
    public bool IsSmooth { get; init; }

    /// <summary>Changes what is sent in the end, for what has no property here.</summary>
    public Func<RawElements, RawElements> Edit { get; init; } = elements => elements;

    public RawElements Elements => Edit(new RawElements()
        .Add(Tags.SopClass, "UI", SopClass)
        .Add(Tags.SopInstance, "UI", SopInstance)
        .Add(Tags.StudyDate, "DA", StudyDate)
        .Add(Tags.StudyTime, "TM", StudyTime)
        .Add(Tags.AccessionNumber, "SH", AccessionNumber)
        .Add(Tags.Modality, "CS", Modality)
        .Add(Tags.ReferringPhysician, "PN", "Referrer^Rita")
        .Add(Tags.StudyDescription, "LO", StudyDescription)
        .Add(Tags.PatientName, "PN", PatientName)
        .Add(Tags.PatientId, "LO", PatientId)
        .Add(Tags.PatientBirthDate, "DA", "19700101")
        .Add(Tags.PatientSex, "CS", "F")
        .Add(Tags.StudyInstance, "UI", Study)
        .Add(Tags.SeriesInstance, "UI", Series)
        .Add(Tags.StudyId, "SH", "S1")
        .Add(Tags.SeriesNumber, "IS", "1")
        .Add(Tags.InstanceNumber, "IS", InstanceNumber.ToString(CultureInfo.InvariantCulture))
        .AddUInt16(0x00280002, 1)
        .Add(0x00280004, "CS", "MONOCHROME2")
        .AddUInt16(0x00280010, (ushort)Rows)
        .AddUInt16(0x00280011, (ushort)(PixelBytes / 2 / Rows))
        .AddUInt16(0x00280100, 16)
        .AddUInt16(0x00280101, 16)
        .AddUInt16(0x00280102, 15)
        .AddUInt16(0x00280103, 0)
        .Add(Tags.PixelData, "OW", Pixels()));

    /// <summary>Another instance of the same series.</summary>
    public RawImage Next() => this with { SopInstance = Uids.New(), InstanceNumber = InstanceNumber + 1 };

    private byte[] Pixels()
    {
        var pixels = new byte[PixelBytes];
        new Random(StringComparer.Ordinal.GetHashCode(SopInstance)).NextBytes(pixels);
        for (var i = 2; IsSmooth && i < pixels.Length; i++) pixels[i] = (byte)(pixels[i % 2] + (i / 16 * (1 - (i % 2))));
        return pixels;
    }
}
