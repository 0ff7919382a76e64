namespace Pacs.Network.Pdus;

/// <summary>
/// The user information item of A-ASSOCIATE (PS3.8 §9.3.2.3, sub-items in PS3.8 Annex D and PS3.7 §D.3.3).
/// </summary>
public sealed record UserInformation
{
    /// <summary>
    /// The longest variable field of a P-DATA-TF that the sender of this item wants to receive; 0 is unlimited
    /// (PS3.8 §D.1).
    /// </summary>
    public uint MaximumLength { get; init; }

    public string ImplementationClassUid { get; init; } = "";

    public string? ImplementationVersionName { get; init; }

    /// <summary>Null when not proposed: one operation at a time (PS3.7 §D.3.3.3).</summary>
    public AsyncOperationsWindow? AsyncOperationsWindow { get; init; }

    public IReadOnlyList<RoleSelection> RoleSelections { get; init; } = [];

    public IReadOnlyList<ExtendedNegotiation> ExtendedNegotiations { get; init; } = [];

    public IReadOnlyList<CommonExtendedNegotiation> CommonExtendedNegotiations { get; init; } = [];

    /// <summary>Only in a request.</summary>
    public UserIdentity? UserIdentity { get; init; }

    /// <summary>The server's response to a user identity, only in an acceptance (PS3.7 §D.3.3.7.2).</summary>
    public ReadOnlyMemory<byte>? UserIdentityResponse { get; init; }
}
