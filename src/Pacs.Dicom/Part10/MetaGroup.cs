using System.Buffers;
using System.Buffers.Binary;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Part10;

/// <summary>The elements of group 0002, which end where its group length says, if that is true (PS3.10 §7.1).</summary>
internal static class MetaGroup
{
    private const ushort Group = 0x0002;
    private const int GroupLengthElement = 12;

    // The required elements are some hundred bytes; (0002,0102) may hold whatever its creator likes.
    private const int MaxBytes = 1 << 20;

    private static readonly ParsingBounds Bounds = new() { StopAt = new Tag(Group + 1, 0x0000), MaxBytes = MaxBytes };

    public static bool IsNext(ReadOnlySequence<byte> data)
    {
        var reader = new SequenceReader<byte>(data);
        return reader.IsNext([(byte)Group, (byte)0]);
    }

    /// <param name="data">The file from the first element of group 0002.</param>
    /// <param name="isWhole">True when nothing comes after <paramref name="data"/>.</param>
    /// <param name="group">Not null when Done.</param>
    /// <param name="length">Where the group ends, when Done.</param>
    public static OperationStatus Read(ReadOnlySequence<byte> data, bool isWhole, out DataSet? group, out long length)
    {
        group = null;
        length = 0;
        if (data.Length < GroupLengthElement && !isWhole) return OperationStatus.NeedMoreData;
        if (data.Length < GroupLengthElement || !IsNext(data)) return OperationStatus.InvalidData;

        // What follows may be deflated or big endian: where the length holds, nothing beyond it is looked at.
        if (AnnouncedEnd(data) is { } end && end <= data.Length && !IsNext(data.Slice(end)))
        {
            using var announced = new DataSetParser(TransferSyntax.ExplicitVrLittleEndian, Bounds);
            var part = data.Slice(0, end);
            if (announced.Parse(ref part) == OperationStatus.NeedMoreData &&
                announced.Complete() == OperationStatus.Done)
            {
                (group, length) = (announced.DataSet, end);
                return OperationStatus.Done;
            }
        }

        using var parser = new DataSetParser(TransferSyntax.ExplicitVrLittleEndian, Bounds);
        var status = parser.Parse(ref data);
        if (status == OperationStatus.NeedMoreData && isWhole) status = parser.Complete();
        if (status == OperationStatus.NeedMoreData && parser.Position > MaxBytes) status = OperationStatus.InvalidData;
        if (status == OperationStatus.Done) (group, length) = (parser.DataSet, parser.Position);
        return status;
    }

    // UL (0002,0000), with a VR as it must be or without one as some write it: 12 bytes both.
    private static long? AnnouncedEnd(ReadOnlySequence<byte> data)
    {
        Span<byte> element = stackalloc byte[GroupLengthElement];
        data.Slice(0, GroupLengthElement).CopyTo(element);
        var isGroupLength = element[2..4].SequenceEqual("\0\0"u8) &&
            (element[4..8].SequenceEqual("UL\u0004\0"u8) || element[4..8].SequenceEqual("\u0004\0\0\0"u8));
        return isGroupLength ? GroupLengthElement + (long)BinaryPrimitives.ReadUInt32LittleEndian(element[8..]) : null;
    }
}
