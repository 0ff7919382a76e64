using Pacs.Archive.Ingest;
using Pacs.Dicom.Dictionary;

namespace Pacs.Archive;

/// <summary>Where the archive keeps its data and what it may use.</summary>
public sealed record ArchiveOptions
{
    /// <summary>The directory of segments and index; made when it is not there.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>
    /// False for who is about to rebuild the index: one that cannot be used is moved out of the way, and not replaced from
    /// the log when the archive is opened.
    /// </summary>
    public bool NeedsIndex { get; init; } = true;

    /// <summary>Share of the disk that stays free, in percent.</summary>
    public double FreeDiskPercent { get; init; } = 2;

    /// <summary>Bytes of the disk that stay free.</summary>
    public long FreeDiskBytes { get; init; } = 2L << 30;

    /// <summary>Bytes that the indexed attributes of an instance may take.</summary>
    public long HeaderBytes { get; init; } = 64L << 20;

    /// <summary>Sequences inside one another that an instance may have.</summary>
    public int NestingLevels { get; init; } = 64;

    /// <summary>Bytes that a byte of a deflated instance may become.</summary>
    public int Inflation { get; init; } = 1000;

    /// <summary>Bytes of instances being received that may be held in memory.</summary>
    public long IngestBufferBytes { get; init; } = 256L << 20;

    /// <summary>Matches of one query at the most.</summary>
    public int MaxMatches { get; init; } = 1_000_000;

    /// <summary>Instances that one query may read to match keys which are not indexed.</summary>
    public int MaxHeaders { get; init; } = 10_000;

    /// <summary>Which incoming images are stored compressed: the first rule that covers one decides. None: as they come, all of them.</summary>
    public IReadOnlyList<CompressionRule> Compression { get; init; } = [];

    /// <summary>Attributes to index beyond those that always are; null leaves it at what the index has.</summary>
    public IReadOnlyCollection<AttributeName>? PromotedAttributes { get; init; }
}
