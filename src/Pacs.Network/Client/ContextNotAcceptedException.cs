namespace Pacs.Network.Client;

/// <summary>The peer agreed to an association but not to the service that was asked for.</summary>
public sealed class ContextNotAcceptedException(PeerAddress peer, string abstractSyntax)
    : Exception($"{peer} does not offer {abstractSyntax} in an encoding known here.")
{
    public PeerAddress Peer { get; } = peer;

    public string AbstractSyntax { get; } = abstractSyntax;
}
