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

    /// <summary>Share of the disk that stays free: below it, and below <see cref="FreeDiskBytes"/>, C-STORE gets 0xA700.</summary>
    [Range(0, 100)]
    public double FreeDiskPercent { get; set; } = 2;

    [Range(0, long.MaxValue)]
    public long FreeDiskBytes { get; set; } = 2L << 30;

    /// <summary>Bytes of instances being received that may be held in memory; what is beyond goes to disk as it comes.</summary>
    [Range(1 << 20, long.MaxValue)]
    public long IngestBufferBytes { get; set; } = 256L << 20;
}
