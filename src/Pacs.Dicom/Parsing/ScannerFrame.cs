using System.Buffers.Binary;
using Pacs.Dicom.DataSets;

namespace Pacs.Dicom.Parsing;

/// <summary>
/// One open data set, item, sequence or run of fragments: what the scanner must know to go on inside it.
/// </summary>
internal struct ScannerFrame
{
    public ScannerFrameKind Kind;

    /// <summary>The sequence or encapsulated element this is or belongs to.</summary>
    public Tag Tag;

    /// <summary>The offset that nothing in here may cross: its own end, or that of what encloses it.</summary>
    public long Limit;

    /// <summary>True when it ends at <see cref="Limit"/>, false when it ends with a delimitation item.</summary>
    public bool HasLength;

    public bool IsExplicitVr;

    public bool IsBigEndian;

    /// <summary>True until the first element has shown whether the announced encoding is the real one.</summary>
    public bool IsFresh;

    /// <summary>Pixel Representation (0028,0103) is 1: "US or SS" means SS. Inherited by items.</summary>
    public bool IsSigned;

    /// <summary>Bits Allocated (0028,0100) is at most 8. Inherited by items.</summary>
    public bool HasByteCells;

    public readonly Tag ReadTag(ReadOnlySpan<byte> bytes) => IsBigEndian
        ? new Tag(BinaryPrimitives.ReadUInt32BigEndian(bytes))
        : new Tag(uint.RotateLeft(BinaryPrimitives.ReadUInt32LittleEndian(bytes), 16));

    public readonly ushort ReadUInt16(ReadOnlySpan<byte> bytes) => IsBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(bytes)
        : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    public readonly uint ReadUInt32(ReadOnlySpan<byte> bytes) => IsBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
        : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary>What this is, as part of a sentence.</summary>
    public override readonly string ToString() => Kind switch
    {
        ScannerFrameKind.Fragments => $"the encapsulated value of {Tag}",
        ScannerFrameKind.Items => $"the sequence {Tag}",
        _ when Tag == default => "the data set",
        _ => $"an item of the sequence {Tag}",
    };
}
