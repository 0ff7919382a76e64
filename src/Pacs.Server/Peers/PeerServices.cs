namespace Pacs.Server.Peers;

/// <summary>The services a peer may use. C-ECHO is everybody's.</summary>
[Flags]
internal enum PeerServices
{
    None = 0,
    Store = 1,
    Find = 2,
    Retrieve = 4,
    All = Store | Find | Retrieve,
}
