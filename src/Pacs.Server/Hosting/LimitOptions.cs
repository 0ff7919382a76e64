using System.ComponentModel.DataAnnotations;

namespace Pacs.Server.Hosting;

/// <summary>What the outside may cost; each limit is refused in the standard's own terms when it is exceeded.</summary>
internal sealed class LimitOptions
{
    /// <summary>Associations served at once; the next is rejected as transient, local limit exceeded (PS3.8 §9.3.4).</summary>
    [Range(1, 100_000)]
    public int Associations { get; set; } = 256;

    /// <summary>Associations served at once for one calling AE title at one address.</summary>
    [Range(1, 100_000)]
    public int AssociationsPerPeer { get; set; } = 64;

    /// <summary>
    /// Operations that a peer may have outstanding on one association when it asks for more than one (PS3.7 §D.3.3.3).
    /// </summary>
    [Range(1, 64)]
    public ushort OperationsPerAssociation { get; set; } = 16;

    /// <summary>How long an association may say nothing before it is aborted.</summary>
    public TimeSpan AssociationIdle { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>ARTIM: how long a connection may take to ask for an association (PS3.8 §9.1.5).</summary>
    public TimeSpan AssociationRequest { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest A-ASSOCIATE-RQ that is read.</summary>
    [Range(4 << 10, 1 << 20)]
    public int AssociationRequestBytes { get; set; } = 64 << 10;

    /// <summary>The longest variable field of a PDU, which is advertised (PS3.8 §D.1).</summary>
    [Range(4 << 10, 16 << 20)]
    public int PduBytes { get; set; } = 256 << 10;

    /// <summary>The longest command set.</summary>
    [Range(4 << 10, 16 << 20)]
    public int CommandSetBytes { get; set; } = 64 << 10;

    /// <summary>The longest identifier of a query or retrieval.</summary>
    [Range(64 << 10, 256 << 20)]
    public int IdentifierBytes { get; set; } = 16 << 20;

    /// <summary>What the indexed attributes of an instance may take.</summary>
    [Range(64L << 10, 1L << 30)]
    public long HeaderBytes { get; set; } = 64L << 20;

    /// <summary>Sequences inside one another; more than 64 no reader of ours would follow.</summary>
    [Range(1, 64)]
    public int NestingLevels { get; set; } = 64;

    /// <summary>Bytes that a byte of a deflated data set may become; the format itself ends at 1032.</summary>
    [Range(1, 1000)]
    public int Inflation { get; set; } = 1000;

    /// <summary>Share of the disk that stays free: below it, and below <see cref="FreeDiskBytes"/>, C-STORE gets 0xA700.</summary>
    [Range(0, 100)]
    public double FreeDiskPercent { get; set; } = 2;

    [Range(0, long.MaxValue)]
    public long FreeDiskBytes { get; set; } = 2L << 30;

    /// <summary>Bytes of instances being received that may be held in memory; what is beyond goes to disk as it comes.</summary>
    [Range(1 << 20, long.MaxValue)]
    public long IngestBufferBytes { get; set; } = 256L << 20;

    /// <summary>Matches of one C-FIND at the most; when there are more it ends with 0xA700.</summary>
    [Range(1, int.MaxValue)]
    public int MatchesPerQuery { get; set; } = 1_000_000;

    /// <summary>Instances that one C-FIND may read to match keys which are not indexed; when it takes more it ends with 0xA700.</summary>
    [Range(0, int.MaxValue)]
    public int HeadersPerQuery { get; set; } = 10_000;

    /// <summary>The headers of an HTTP request; more gets 431.</summary>
    [Range(4 << 10, 1 << 20)]
    public int HttpHeaderBytes { get; set; } = 32 << 10;

    /// <summary>The body of a request that stores; more gets 413.</summary>
    [Range(1 << 20, long.MaxValue)]
    public long HttpBodyBytes { get; set; } = 1L << 40;
}
