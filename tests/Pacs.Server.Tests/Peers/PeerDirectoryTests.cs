using Pacs.Server.Hosting;
using Pacs.Server.Peers;

namespace Pacs.Server.Tests.Peers;

public sealed class PeerDirectoryTests
{
    private static readonly PeerOptions Scanner = new() { AeTitle = " CT1 ", Host = "ct1", Port = 104, Services = PeerServices.Store };

    [Fact]
    public void Serves_anyone_while_nobody_is_known()
    {
        var peers = new PeerDirectory(new PacsOptions());

        Assert.True(peers.ServesAnyone);
        Assert.Equal(PeerServices.All, peers.ServicesOf("ANYBODY"));
        Assert.Null(peers.Find("ANYBODY"));
    }

    [Fact]
    public void Serves_those_it_knows_with_what_they_may_do_and_nobody_else()
    {
        var peers = new PeerDirectory(new PacsOptions { Peers = { Scanner } });

        Assert.False(peers.ServesAnyone);
        Assert.Equal(PeerServices.Store, peers.ServicesOf("CT1"));
        Assert.Null(peers.ServicesOf("CT2"));
        Assert.Null(peers.ServicesOf("ct1"));
    }

    [Fact]
    public void Serves_unknown_peers_beside_those_it_knows_when_it_is_told_to()
    {
        var peers = new PeerDirectory(new PacsOptions { Peers = { Scanner }, AllowUnknownPeers = true });

        Assert.Equal(PeerServices.All, peers.ServicesOf("CT2"));
        Assert.Equal(PeerServices.Store, peers.ServicesOf("CT1"));
        Assert.Null(peers.Find("CT2"));
    }

    [Fact]
    [Trait("Conformance", "2")]
    public void Knows_where_a_peer_is_by_its_title_without_surrounding_spaces()
    {
        var peers = new PeerDirectory(new PacsOptions { Peers = { Scanner } });

        Assert.Equal(("CT1", "ct1", 104), peers.Find("CT1")?.Address is { } found ? (found.AeTitle, found.Host, found.Port) : default);
    }
}
