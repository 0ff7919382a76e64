namespace Pacs.Network.Pdus;

/// <summary>Who sits at the requestor (PS3.7 §D.3.3.7.1). The secondary field is used by a passcode only.</summary>
public sealed record UserIdentity(
    UserIdentityKind Kind,
    bool ResponseRequested,
    ReadOnlyMemory<byte> Primary,
    ReadOnlyMemory<byte> Secondary)
{
    /// <summary>Says nothing of the fields: they are secrets.</summary>
    public override string ToString() => $"{Kind}";
}
