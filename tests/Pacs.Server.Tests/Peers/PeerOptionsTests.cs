using Pacs.Server.Peers;

namespace Pacs.Server.Tests.Peers;

public sealed class PeerOptionsTests
{
    [Fact]
    public void Waits_twice_as_long_before_each_retry_up_to_half_a_minute()
    {
        var peer = new PeerOptions { RetryDelay = TimeSpan.FromSeconds(3) };

        Assert.Equal(
            [3, 6, 12, 24, 30, 30], Enumerable.Range(0, 6).Select(retry => peer.DelayBefore(retry).TotalSeconds));
        Assert.Equal(30, peer.DelayBefore(100).TotalSeconds);
    }

    [Fact]
    public void Never_waits_less_than_it_is_told_to()
    {
        var peer = new PeerOptions { RetryDelay = TimeSpan.FromHours(1) };

        Assert.Equal(peer.RetryDelay, peer.DelayBefore(0));
        Assert.Equal(peer.RetryDelay, peer.DelayBefore(99));
    }

    [Fact]
    public void Is_called_as_patiently_as_it_is_set()
    {
        var peer = new PeerOptions
        {
            ConnectTimeout = TimeSpan.FromSeconds(1),
            AssociationTimeout = TimeSpan.FromSeconds(2),
            ResponseTimeout = TimeSpan.FromSeconds(3),
        };

        var calling = peer.CallingAs("PACS");

        Assert.Equal(
            ("PACS", 1, 2, 3),
            (calling.CallingAeTitle, calling.ConnectTimeout.Seconds, calling.Association.ArtimTimeout.Seconds, calling.Association.IdleTimeout.Seconds));
    }
}
