using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Ingest;

/// <summary>What identifies an instance: its attributes before pixel data, those that are indexed, and what they must hold.</summary>
internal static class InstanceHeader
{
    /// <summary>
    /// Only the indexed attributes are kept, but the data set is walked to its end: one that was cut short in its pixel
    /// data is not acknowledged.
    /// </summary>
    /// <param name="wanted">What the index wants.</param>
    public static ParsingBounds Bounds(TagSet wanted) => ParsingBounds.Header with { StopAt = null, Wanted = wanted };

    /// <summary>
    /// For what is in the log: whatever limits it was accepted under, it is read under the widest. Nothing of use stands
    /// behind the pixel data.
    /// </summary>
    public static ParsingBounds Stored(TagSet wanted) => ParsingBounds.Header with { Wanted = wanted, MaxBytes = long.MaxValue };

    /// <summary>Why this cannot be the instance that was announced, or null.</summary>
    public static IngestResult? RefusalOf(DataSet header, InstanceArrival arrival)
    {
        if (FlawOf(header) is { } flaw) return new IngestResult(IngestOutcome.Malformed, flaw);

        if (header.GetString(Tags.SOPClassUID) != arrival.SopClassUid)
        {
            return new IngestResult(IngestOutcome.Mismatch, "SOP Class UID differs from the announced one");
        }

        if (header.GetString(Tags.SOPInstanceUID) != arrival.SopInstanceUid)
        {
            return new IngestResult(IngestOutcome.Mismatch, "SOP Instance UID differs from the announced one");
        }

        return arrival.StudyInstanceUid is { } study && header.GetString(Tags.StudyInstanceUID) != study
            ? new IngestResult(IngestOutcome.Mismatch, "Study Instance UID differs from the announced one")
            : null;
    }

    /// <summary>Which of the UIDs that identify an instance is missing or none, or null.</summary>
    public static string? FlawOf(DataSet header)
    {
        foreach (var tag in (ReadOnlySpan<Tag>)[Tags.SOPClassUID, Tags.SOPInstanceUID, Tags.StudyInstanceUID, Tags.SeriesInstanceUID])
        {
            if (header.GetString(tag) is not { } uid) return $"{NameOf(tag)} {tag} is missing";
            if (!UidText.IsValid(uid)) return $"{NameOf(tag)} {tag} is not a UID";
        }

        return null;
    }

    /// <summary>The study, by which instances share a shard: they are fetched together.</summary>
    public static string ShardKeyOf(DataSet header) => header.GetString(Tags.StudyInstanceUID) ?? "";

    /// <summary><c>study/series/instance.dcm</c>: what <c>tar xf</c> makes of it. Only for a header that was not refused.</summary>
    public static string MemberNameOf(DataSet header) =>
        $"{header.GetString(Tags.StudyInstanceUID)}/{header.GetString(Tags.SeriesInstanceUID)}/{header.GetString(Tags.SOPInstanceUID)}.dcm";

    /// <summary>What the index is told of an instance that is in the log, when it came and when the log is replayed.</summary>
    public static IndexedInstance ToIndex(DataSet header, TransferSyntax syntax, LogMember member)
    {
        var note = MemberNote.Parse(member.Note);
        return new IndexedInstance
        {
            Tenant = note.Tenant,
            Header = header,
            SopClassUid = header.GetString(Tags.SOPClassUID) ?? "",
            SopInstanceUid = header.GetString(Tags.SOPInstanceUID) ?? "",
            TransferSyntaxUid = syntax.Uid,
            SourceAeTitle = note.Source,
            ReceivedAt = member.ReceivedAt,
            Digest = member.Digest,
            Location = new Location(
                member.Segment.Shard, member.Segment.Number, member.Extent.Offset, member.Extent.Length),
            LogStart = member.Offset,
            LogEnd = member.End,
        };
    }

    private static string NameOf(Tag tag) => DicomDictionary.Find(tag)?.Name ?? "";
}
