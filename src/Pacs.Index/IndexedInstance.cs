using Pacs.Dicom.DataSets;

namespace Pacs.Index;

/// <summary>A member of the log that holds an instance: what the index is told of it.</summary>
public sealed record IndexedInstance
{
    /// <summary>Whose instance it is; a tenant is made when it is first named.</summary>
    public string Tenant { get; init; } = ArchiveIndex.DefaultTenant;

    /// <summary>The elements before pixel data, in the character set they came in.</summary>
    public required DataSet Header { get; init; }

    public required string SopClassUid { get; init; }

    public required string SopInstanceUid { get; init; }

    public required string TransferSyntaxUid { get; init; }

    /// <summary>
    /// The AE title that sent it: another version of the same source replaces, one of another source does not.
    /// </summary>
    public required string SourceAeTitle { get; init; }

    /// <summary>When it was received, as the log member says, so that a replay says the same.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The digest of the body: equal digests are the same bytes.</summary>
    public required UInt128 Digest { get; init; }

    /// <summary>Where the body lies.</summary>
    public required Location Location { get; init; }

    /// <summary>The first byte of the member within its segment, its header included.</summary>
    public required long LogStart { get; init; }

    /// <summary>The byte after the member, its padding included: where the next member begins.</summary>
    public required long LogEnd { get; init; }
}
