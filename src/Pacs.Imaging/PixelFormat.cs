using System.Diagnostics.CodeAnalysis;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Imaging;

/// <summary>What the samples of a frame are (PS3.3 §C.7.6.3, PS3.5 §8.1).</summary>
public sealed record PixelFormat
{
    /// <summary>Bytes of one frame that is decoded: a mosaic of 16,000 by 16,000 pixels in colour is less.</summary>
    private const long LongestFrame = 1 << 30;

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required int SamplesPerPixel { get; init; }

    /// <summary>Bits of a sample's place: 1, 8, 16, 32 or 64.</summary>
    public required int BitsAllocated { get; init; }

    /// <summary>Bits of a sample's value, the lowest of its place.</summary>
    public required int BitsStored { get; init; }

    /// <summary>True when samples are two's complement.</summary>
    public required bool IsSigned { get; init; }

    /// <summary>True when all samples of one colour come before those of the next (Planar Configuration 1).</summary>
    public required bool IsPlanar { get; init; }

    /// <summary>A defined term of Photometric Interpretation (0028,0004).</summary>
    public required string Photometric { get; init; }

    public int BytesPerSample => BitsAllocated / 8;

    /// <summary>True when two pixels of a native frame share their colour (PS3.3 §C.7.6.3.1.2).</summary>
    public bool IsSubsampled => Photometric is "YBR_FULL_422" or "YBR_PARTIAL_422";

    /// <summary>Bytes of one native frame; single bits stand eight to a byte.</summary>
    public int FrameLength => (int)LengthOfFrame;

    private long LengthOfFrame => (((long)Rows * Columns * (IsSubsampled ? 2 : SamplesPerPixel) * BitsAllocated) + 7) / 8;

    /// <summary>The format that a data set tells of; false, and the reason, when no frame can be made of what it says.</summary>
    public static bool TryRead(DataSet dataSet, [NotNullWhen(true)] out PixelFormat? format, [NotNullWhen(false)] out string? flaw)
    {
        format = null;
        flaw = null;
        var allocated = dataSet.GetInt32(Tags.BitsAllocated) ?? 0;
        var candidate = new PixelFormat
        {
            Rows = dataSet.GetInt32(Tags.Rows) ?? 0,
            Columns = dataSet.GetInt32(Tags.Columns) ?? 0,
            SamplesPerPixel = dataSet.GetInt32(Tags.SamplesPerPixel) ?? 1,
            BitsAllocated = allocated,
            BitsStored = dataSet.GetInt32(Tags.BitsStored) ?? allocated,
            IsSigned = dataSet.GetInt32(Tags.PixelRepresentation) == 1,
            IsPlanar = dataSet.GetInt32(Tags.PlanarConfiguration) == 1,
            Photometric = dataSet.GetString(Tags.PhotometricInterpretation)?.Trim() ?? "MONOCHROME2",
        };

        if (candidate.FlawOf() is { } found) flaw = found;
        else format = candidate;
        return format is not null;
    }

    /// <summary>This format with each pixel's samples side by side, and none shared.</summary>
    internal PixelFormat PixelByPixel() => this with
    {
        IsPlanar = false,
        Photometric = Photometric switch
        {
            "YBR_FULL_422" => "YBR_FULL",
            "YBR_PARTIAL_422" or "YBR_PARTIAL_420" => "YBR_PARTIAL",
            _ => Photometric,
        },
    };

    private string? FlawOf() => this switch
    {
        { Rows: < 1 } or { Columns: < 1 } => "it does not say how many rows and columns it has",
        { SamplesPerPixel: < 1 or > 4 } => $"it has {SamplesPerPixel} samples per pixel",
        { BitsAllocated: not (1 or 8 or 16 or 32 or 64) } => $"its samples have {BitsAllocated} bits allocated",
        _ when BitsStored < 1 || BitsStored > BitsAllocated => $"{BitsStored} bits are stored in {BitsAllocated} allocated",
        _ when LengthOfFrame > LongestFrame => $"a frame of it is longer than {LongestFrame} bytes",
        _ => null,
    };
}
