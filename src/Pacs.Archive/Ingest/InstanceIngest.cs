using System.Buffers;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Part10;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Ingest;

/// <summary>
/// Takes instances in, whatever door they come through:
/// <list type="number">
/// <item>meta information and the data set, exactly as received, gather in blocks or, when large, on disk;</item>
/// <item>beside them a parser reads the attributes that are indexed, and a digest runs along;</item>
/// <item>where a rule says so, and it can be proven to lose nothing, the image is compressed, see <see cref="IngestCompression"/>;</item>
/// <item>the whole is appended to its shard and synced;</item>
/// <item>the index takes it, and says whether it is new, a duplicate, or another version.</item>
/// </list>
/// Receiving and storing are two steps, so that a door may read the next message while the disk is at work.
/// </summary>
public sealed class InstanceIngest
{
    private readonly SegmentStore _store;
    private readonly ArchiveIndex _index;
    private readonly ParsingBounds _bounds;
    private readonly IngestCompression _compression;

    /// <param name="store">Takes the bytes.</param>
    /// <param name="index">Takes the attributes.</param>
    /// <param name="bounds">What reading them may cost; from <see cref="InstanceHeader.Bounds"/>.</param>
    /// <param name="compression">Makes some of them shorter.</param>
    internal InstanceIngest(SegmentStore store, ArchiveIndex index, ParsingBounds bounds, IngestCompression compression)
    {
        _compression = compression;
        _store = store;
        _index = index;
        _bounds = bounds;
    }

    /// <summary>False when so many bytes would leave less of the disk free than has to stay.</summary>
    public bool HasRoomFor(long bytes) => _store.RefusalOf(bytes) is null;

    /// <summary>
    /// Reads the data set to its end, also when it is found to be malformed on the way: the sender's next message is
    /// behind it. Nothing is kept unless <see cref="ReceivedInstance.StoreAsync"/> is called.
    /// </summary>
    /// <param name="arrival">What was announced.</param>
    /// <param name="dataSet">The encoded data set, in pieces cut anywhere.</param>
    /// <param name="cancellationToken">Stops waiting for further pieces.</param>
    public async Task<ReceivedInstance> ReceiveAsync(
        InstanceArrival arrival, IAsyncEnumerable<ReadOnlySequence<byte>> dataSet, CancellationToken cancellationToken)
    {
        var body = _store.NewBody();
        try
        {
            MetaInformationOf(arrival).Write(body);

            using var parser = new DataSetParser(arrival.TransferSyntax, _bounds);
            await foreach (var piece in dataSet.WithCancellation(cancellationToken))
            {
                body.Write(piece);
                var unread = piece;
                parser.Parse(ref unread);
            }

            parser.Complete();
            return new ReceivedInstance(_store, _index, _compression, arrival, body, parser.DataSet, parser.Error);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Neither the source nor this software's version stands in it: the same data set has the same bytes, and the same
    /// digest, whoever sends it and whenever. The source is written in the log member's note.
    /// </summary>
    internal static FileMetaInformation MetaInformationOf(InstanceArrival arrival) => new()
    {
        MediaStorageSopClassUid = arrival.SopClassUid,
        MediaStorageSopInstanceUid = arrival.SopInstanceUid,
        TransferSyntax = arrival.TransferSyntax,
        ImplementationVersionName = null,
    };
}
