using System.Buffers;
using System.Buffers.Binary;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Part10;

/// <summary>
/// The transfer syntax of a data set that comes without its name, by what its first elements look like.
/// </summary>
internal static class SyntaxGuess
{
    // Data sets begin in group 0002 to 0008; anything up to here is a low group in one byte order only.
    private const ushort HighestFirstGroup = 0x00FF;

    private const int ElementsTried = 3;

    /// <summary>Null when the bytes look like no native data set.</summary>
    public static TransferSyntax? Of(ReadOnlySequence<byte> data)
    {
        if (data.Length < 8) return null;

        Span<byte> header = stackalloc byte[8];
        data.Slice(0, 8).CopyTo(header);
        var hasVr = ((Vr)BinaryPrimitives.ReadUInt16BigEndian(header[4..])).IsStandard;
        var isLittleEndian = BinaryPrimitives.ReadUInt16LittleEndian(header) <= HighestFirstGroup;
        var isBigEndian = BinaryPrimitives.ReadUInt16BigEndian(header) <= HighestFirstGroup;
        var syntax = (hasVr, isLittleEndian, isBigEndian) switch
        {
            (true, true, _) => TransferSyntax.ExplicitVrLittleEndian,
            (false, true, _) => TransferSyntax.ImplicitVrLittleEndian,
            (true, _, true) => TransferSyntax.ExplicitVrBigEndian,
            _ => null,
        };
        return syntax is not null && Ascends(data, syntax) ? syntax : null;
    }

    private static bool Ascends(ReadOnlySequence<byte> data, TransferSyntax syntax)
    {
        var scanner = new DataSetScanner(syntax);
        uint last = 0;
        var elements = 0;
        foreach (var piece in data)
        {
            var input = piece.Span;
            OperationStatus status;
            while ((status = scanner.Read(ref input, out _)) == OperationStatus.Done)
            {
                if (elements > 0 && scanner.Tag.Value <= last) return false;
                if (++elements == ElementsTried) return true;

                last = scanner.Tag.Value;
                scanner.Skip();
            }

            if (status == OperationStatus.InvalidData) return false;
        }

        return elements > 0;
    }
}
