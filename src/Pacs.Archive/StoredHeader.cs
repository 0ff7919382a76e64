using System.Buffers;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Transfer;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive;

/// <summary>Reads attributes of stored instances, from the front of their bodies up to the last one that is wanted.</summary>
internal sealed class StoredHeader(SegmentStore store)
{
    /// <summary>Most headers fit, and one read of the disk fetches as much.</summary>
    private const int ReadLength = 16 << 10;

    /// <summary>Null when there is no instance where this one is said to lie.</summary>
    public DataSet? Read(HeldInstance instance, TagSet wanted)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadLength);
        try
        {
            return Read(MemberPlace.ExtentOf(instance.Location), TransferSyntax.Of(instance.TransferSyntaxUid), wanted, buffer);
        }
        catch (Exception missing) when (missing is IOException or DicomFormatException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private DataSet? Read(Extent extent, TransferSyntax syntax, TagSet wanted, byte[] buffer)
    {
        var count = store.Read(extent, 0, buffer);
        var first = new ReadOnlySequence<byte>(buffer, 0, count);
        if (FileMetaInformation.TryRead(first, out _, out var start) != OperationStatus.Done) return null;

        using var parser = new DataSetParser(
            syntax, ParsingBounds.Header with { StopAt = new Tag(wanted.Last().Value + 1), Wanted = wanted });
        var piece = first.Slice(start);
        var position = (long)count;
        while (parser.Parse(ref piece) == OperationStatus.NeedMoreData)
        {
            count = store.Read(extent, position, buffer);
            if (count == 0) break;

            position += count;
            piece = new ReadOnlySequence<byte>(buffer, 0, count);
        }

        return parser.DataSet;
    }
}
