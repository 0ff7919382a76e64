using Pacs.Dicom.Part10;
using Pacs.Network.Pdus;

namespace Pacs.Network.Associations;

/// <summary>Limits and patience of an association, the same for both roles.</summary>
public sealed record AssociationOptions
{
    public string ImplementationClassUid { get; init; } = FileMetaInformation.OwnImplementationClassUid;

    public string ImplementationVersionName { get; init; } = "PACS_0.1";

    /// <summary>The longest variable field of a PDU that is advertised and accepted.</summary>
    public uint MaxPduLength { get; init; } = 256 * 1024;

    /// <summary>The longest A-ASSOCIATE-RQ or -AC that is accepted.</summary>
    public uint MaxAssociateLength { get; init; } = 64 * 1024;

    /// <summary>The longest command set that is accepted.</summary>
    public int MaxCommandSetLength { get; init; } = 64 * 1024;

    /// <summary>The longest data set that is read into memory whole: an identifier, not an image.</summary>
    public int MaxIdentifierLength { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long a request may take to arrive, and a peer to close (PS3.8 §9.1.5, ARTIM timer).</summary>
    public TimeSpan ArtimTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the line may be silent: between requests, within a message, while a response is awaited, or while the
    /// peer takes nothing. A request that is being answered here may take as long as it takes.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal UserInformation UserInformation => new()
    {
        MaximumLength = MaxPduLength,
        ImplementationClassUid = ImplementationClassUid,
        ImplementationVersionName = ImplementationVersionName,
    };
}
