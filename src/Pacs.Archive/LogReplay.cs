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

/// <summary>
/// Brings the index up to the end of the log: the log is the truth, and the index, which is not synced with every
/// instance, may have lost its last transactions.
/// </summary>
internal sealed class LogReplay(SegmentStore store, ArchiveIndex index)
{
    /// <summary>Enough for the index to take them in groups, few enough to hold their headers in memory.</summary>
    private const int InFlight = 256;

    private const int ReadLength = 64 * 1024;

    public async Task<RecoveryReport> RunAsync(CancellationToken cancellationToken)
    {
        var applied = index.AppliedPositions.ToDictionary(
            position => new SegmentId(position.Shard, position.Segment), position => position.Offset);

        var replayed = 0;
        var cut = 0L;
        var damage = MissingSegments(applied.Keys).ToList();
        var pending = new Queue<Task>(InFlight);

        foreach (var entry in store.Recover(segment => applied.GetValueOrDefault(segment)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (entry)
            {
                case LogMember member when await ReadAsync(member, cancellationToken) is { } instance:
                    if (pending.Count == InFlight) await pending.Dequeue();
                    pending.Enqueue(index.QueueAsync(instance));
                    replayed++;
                    break;

                case LogMember member:
                    damage.Add($"{Place(member)}: '{member.Name}' is whole, and is not an instance that can be read");
                    await SkipAsync(member);
                    break;

                case LogDamage incident:
                    damage.Add($"{Place(incident)}: {incident.Explanation}");
                    await SkipAsync(incident);
                    break;

                case LogTail { IsEmpty: false } tail:
                    cut += tail.End - tail.Offset;
                    break;
            }
        }

        await Task.WhenAll(pending);
        return new RecoveryReport(replayed, cut, damage);
    }

    /// <summary>What the index has read from and is not there any more.</summary>
    private IEnumerable<string> MissingSegments(IEnumerable<SegmentId> known) => known
        .Except(store.Segments().Select(segment => segment.Id))
        .Order()
        .Select(segment => $"shard {segment.Shard}, segment {segment.Number}: the segment is missing");

    private Task SkipAsync(LogEntry entry) => index.SkipAsync(entry.Segment.Shard, entry.Segment.Number, entry.Offset, entry.End);

    private static string Place(LogEntry entry) => $"shard {entry.Segment.Shard}, segment {entry.Segment.Number}, offset {entry.Offset}";

    /// <summary>The same that ingest told the index when the member was new, or null when it is not an instance.</summary>
    private async Task<IndexedInstance?> ReadAsync(LogMember member, CancellationToken cancellationToken)
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

    private static async Task<DataSet> ReadHeaderAsync(Stream dataSet, TransferSyntax syntax, CancellationToken cancellationToken)
    {
        using var parser = new DataSetParser(syntax, InstanceHeader.Stored);
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
