using Pacs.Dicom.Transfer;
using Pacs.Index;

namespace Pacs.Archive.Ingest;

/// <summary>What a door knows of an instance before the first byte of its data set.</summary>
public sealed record InstanceArrival
{
    /// <summary>How the data set is encoded.</summary>
    public required TransferSyntax TransferSyntax { get; init; }

    /// <summary>The SOP class the sender announced: the data set must be of it.</summary>
    public required string SopClassUid { get; init; }

    /// <summary>The SOP Instance UID the sender announced: the data set must carry it.</summary>
    public required string SopInstanceUid { get; init; }

    /// <summary>The study it must belong to; null: any.</summary>
    public string? StudyInstanceUid { get; init; }

    /// <summary>The AE title of the sender, which decides whether a second version replaces the first.</summary>
    public required string Source { get; init; }

    /// <summary>Whose archive it goes to.</summary>
    public string Tenant { get; init; } = ArchiveIndex.DefaultTenant;
}
