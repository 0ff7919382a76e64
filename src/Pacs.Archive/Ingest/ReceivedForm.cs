using System.Buffers;
using System.Buffers.Binary;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Transfer;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Ingest;

/// <summary>Recognises an instance that was compressed when it came: by the bytes that came, and by those that the archive gives away.</summary>
internal static class ReceivedForm
{
    private const int FrontLength = 1024; // the meta information that ingest writes is shorter

    /// <summary>True when the body is what was received of the instance, or its data set as it is stored.</summary>
    /// <param name="held">The instance.</param>
    /// <param name="body">What has come.</param>
    /// <param name="store">Has the instance.</param>
    /// <param name="find">Looks the instance up again: its segment may have been rewritten since.</param>
    public static bool IsOf(HeldInstance held, IncomingBody body, SegmentStore store, Func<HeldInstance?> find)
    {
        while (TransferSyntax.Of(held.TransferSyntaxUid).IsEncapsulated)
        {
            try
            {
                return IsAt(MemberPlace.ExtentOf(held.Location), body, store);
            }
            catch (IOException)
            {
                if (find() is not { } now || now.Location == held.Location) return false; // what cannot be read is not known to be the same
                held = now;
            }
        }

        return false;
    }

    private static bool IsAt(Extent extent, IncomingBody body, SegmentStore store)
    {
        var front = new byte[FrontLength];
        var count = store.Read(extent, 0, front);
        var status = FileMetaInformation.TryRead(new ReadOnlySequence<byte>(front, 0, count), out var meta, out var offset);
        if (status != OperationStatus.Done || meta?.OwnInformation is not { Length: 16 } note) return false;

        return BinaryPrimitives.ReadUInt128BigEndian(note.Span) == body.Digest || IsStored(meta, offset, extent, body, store);
    }

    /// <summary>Without our note its file would be the one that is made of a data set which comes.</summary>
    private static bool IsStored(FileMetaInformation meta, long offset, Extent extent, IncomingBody body, SegmentStore store)
    {
        using var plain = store.NewBody();
        (meta with { OwnInformation = null }).Write(plain);
        if (plain.Length + extent.Length - offset != body.Length) return false;

        using var dataSet = store.OpenRead(extent);
        dataSet.Position = offset;
        while (dataSet.Read(plain.GetSpan()) is > 0 and var count) plain.Advance(count);
        return plain.Digest == body.Digest;
    }
}
