using System.Text;

namespace Pacs.Network.Pdus;

/// <summary>Who sits at the requestor (PS3.7 §D.3.3.7.1). The secondary field is used by a passcode only.</summary>
public sealed record UserIdentity(
    UserIdentityKind Kind,
    bool ResponseRequested,
    ReadOnlyMemory<byte> Primary,
    ReadOnlyMemory<byte> Secondary)
{
    /// <summary>The user's name; null when the identity is a ticket, an assertion or a token.</summary>
    public string? Username => Kind is UserIdentityKind.Username or UserIdentityKind.UsernameAndPasscode
        ? Encoding.UTF8.GetString(Primary.Span)
        : null;

    /// <summary>What may be kept: the kind, and the name if it has one.</summary>
    internal UserIdentity WithoutSecrets() =>
        this with { Primary = Username is null ? default : Primary, Secondary = default };

    /// <summary>Says nothing of the fields: they are secrets.</summary>
    public override string ToString() => $"{Kind}";
}
