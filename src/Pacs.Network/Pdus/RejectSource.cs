namespace Pacs.Network.Pdus;

/// <summary>Which layer of the acceptor refused (PS3.8 Table 9-21).</summary>
public enum RejectSource : byte
{
    ServiceUser = 1,
    ServiceProviderAcse = 2,
    ServiceProviderPresentation = 3,
}
