using Pacs.Archive.Ingest;
using Pacs.Archive.Promoting;
using Pacs.Archive.Verification;

namespace Pacs.Archive;

/// <summary>What the archive holds and what it uses, now.</summary>
public sealed record ArchiveState
{
    /// <summary>Its full name.</summary>
    public required string DataDirectory { get; init; }

    public long Patients { get; init; }

    public long Studies { get; init; }

    public long Series { get; init; }

    /// <summary>Current versions.</summary>
    public long Instances { get; init; }

    public int Segments { get; init; }

    /// <summary>The lengths of all segments.</summary>
    public long StoredBytes { get; init; }

    public long FreeBytes { get; init; }

    /// <summary>The length of the disk.</summary>
    public long DiskBytes { get; init; }

    /// <summary>Memory that instances being received have now.</summary>
    public long BufferedBytes { get; init; }

    /// <summary>Memory that they may have.</summary>
    public long BufferBytes { get; init; }

    public long Conflicts { get; init; }

    /// <summary>Why instances that were acknowledged are not found yet; null when nothing is wrong.</summary>
    public string? IndexTrouble { get; init; }

    /// <summary>Why the space of what was deleted could not be given back; null when nothing is wrong.</summary>
    public string? SpaceTrouble { get; init; }

    /// <summary>What has become of images that are to be compressed; null when none are.</summary>
    public CompressionState? Compression { get; init; }

    /// <summary>Attributes that are indexed because the configuration says so, and how far that is.</summary>
    public IReadOnlyList<AttributeProgress> PromotedAttributes { get; init; } = [];

    /// <summary>Why promoted attributes are not filled in; null when nothing is wrong.</summary>
    public string? PromotionTrouble { get; init; }

    /// <summary>What was found damaged when the archive was opened.</summary>
    public IReadOnlyList<string> Damage { get; init; } = [];

    /// <summary>The last verification of everything, which may be under way; null when there was none.</summary>
    public VerificationReport? Verification { get; init; }
}
