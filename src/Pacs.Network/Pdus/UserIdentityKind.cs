namespace Pacs.Network.Pdus;

/// <summary>What the identity's fields hold (PS3.7 Table D.3-14).</summary>
public enum UserIdentityKind : byte
{
    Username = 1,
    UsernameAndPasscode = 2,
    KerberosTicket = 3,
    SamlAssertion = 4,
    JsonWebToken = 5,
}
