using System.Buffers;
using Pacs.Archive.Ingest;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Transfer;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive;

/// <summary>Reads members of the log back.</summary>
internal sealed class MemberReader(SegmentStore store, TagSet wanted)
{
    private const int ReadLength = 64 * 1024;

    /// <summary>Which member lies here, whether it was written here or copied.</summary>
    /// <exception cref="IOException">Its header cannot be read: to guess would name another member.</exception>
    public MemberPlace PlaceOf(Location location)
    {
        var here = MemberPlace.Of(location);
        try
        {
            var note = store.Skim(MemberPlace.ExtentOf(location)) switch
            {
                LogMember member => member.Note,
                LogHole hole => hole.Note,
                _ => "",
            };
            return MemberNote.Parse(note).Origin ?? here;
        }
        catch (IOException gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return here; // the segment is gone, and nothing in the log can bring the member back
        }
    }

    /// <summary>The same that ingest told the index when the member was new, or null when it is not an instance.</summary>
    public async Task<IndexedInstance?> ReadAsync(LogMember member, CancellationToken cancellationToken)
    {
        await using var body = store.OpenRead(member.Extent);
        try
        {
            var file = await Part10Reader.ReadAsync(body, cancellationToken);
            var header = await ReadHeaderAsync(body, file.TransferSyntax, cancellationToken);
            return InstanceHeader.FlawOf(header) is null ? InstanceHeader.ToIndex(header, file.TransferSyntax, member) : null;
        }
        catch (DicomFormatException)
        {
            return null;
        }
    }

    private async Task<DataSet> ReadHeaderAsync(Stream dataSet, TransferSyntax syntax, CancellationToken cancellationToken)
    {
        using var parser = new DataSetParser(syntax, InstanceHeader.Stored(wanted));
        var buffer = ArrayPool<byte>.Shared.Rent(ReadLength);
        try
        {
            var status = OperationStatus.NeedMoreData;
            while (status == OperationStatus.NeedMoreData && await dataSet.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                var piece = new ReadOnlySequence<byte>(buffer, 0, count);
                status = parser.Parse(ref piece);
            }

            return parser.DataSet;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
