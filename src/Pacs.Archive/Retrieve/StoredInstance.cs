using System.Buffers;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Transfer;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Retrieve;

/// <summary>An instance that can be fetched: what negotiation needs to know of it, and its bytes.</summary>
public sealed class StoredInstance
{
    /// <summary>More than the meta information that ingest writes can be: three UIDs, two short texts.</summary>
    private const int MetaInformationLength = 1024;

    private readonly SegmentStore _store;
    private readonly HeldInstance _held;

    internal StoredInstance(SegmentStore store, HeldInstance held)
    {
        _store = store;
        _held = held;
        TransferSyntax = TransferSyntax.Of(held.TransferSyntaxUid);
    }

    public string SopClassUid => _held.SopClassUid;

    public string SopInstanceUid => _held.SopInstanceUid;

    /// <summary>How the data set is stored, which is how it was received.</summary>
    public TransferSyntax TransferSyntax { get; }

    /// <summary>The data set as it was received, byte for byte.</summary>
    /// <exception cref="IOException">
    /// Also from reading: the segment is missing, or the bytes are not those that were acknowledged. The last of them are
    /// withheld then, so that nobody takes a damaged instance for a whole one.
    /// </exception>
    public Stream OpenDataSet()
    {
        var location = _held.Location;
        var extent = new Extent(new SegmentId(location.Shard, location.Segment), location.Offset, location.Length);
        var offset = DataSetOffset(extent);

        var file = _store.OpenVerified(extent, _held.Digest);
        try
        {
            file.Position = offset;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The data set in another native transfer syntax, converted while it is read.</summary>
    /// <exception cref="IOException">As from <see cref="OpenDataSet()"/>.</exception>
    public Stream OpenDataSet(TransferSyntax syntax) =>
        syntax == TransferSyntax ? OpenDataSet() : DataSetConverter.OpenRead(OpenDataSet(), TransferSyntax, syntax);

    private long DataSetOffset(Extent extent)
    {
        var start = new byte[MetaInformationLength];
        var count = _store.Read(extent, 0, start);
        return FileMetaInformation.TryRead(new ReadOnlySequence<byte>(start, 0, count), out _, out var offset) == OperationStatus.Done
            ? offset
            : throw new DamagedBodyException($"Instance {SopInstanceUid} does not begin with its meta information.");
    }
}
