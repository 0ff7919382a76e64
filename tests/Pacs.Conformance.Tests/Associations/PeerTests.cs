using System.Text;

namespace Pacs.Conformance.Tests.Associations;

public sealed class PeerTests(PeeredArchive archive) : IClassFixture<PeeredArchive>
{
    private static readonly RawContext Echo = new(1, Uids.Verification, Uids.ImplicitLittle);

    [Fact, Trait("Conformance", "1")]
    public async Task A_title_that_is_no_peer_is_rejected_and_then_disconnected()
    {
        await using var peer = await RawPeer.RequestAsync(archive.Port, new RawAssociate(Echo) { Calling = "STRANGER" });

        Assert.Equal((1, 1, 3), peer.Answer.Rejection); // PS3.8 Table 9-21: permanent, user, calling title not recognised.
        Assert.Empty(await peer.ReadUntilClosedAsync(TimeSpan.FromSeconds(40)));
    }

    [Theory, Trait("Conformance", "1")]
    [InlineData("\u0001\u0002TESTER        ")]
    [InlineData("TES\\TER         ")]
    [InlineData("                ")]
    [InlineData("\u00E9\u00FFTESTER        ")]
    public async Task A_title_of_illegal_characters_is_rejected(string title)
    {
        await using var peer = await RawPeer.RequestAsync(
            archive.Port, new RawAssociate(Echo) { CallingBytes = Encoding.Latin1.GetBytes(title) });

        Assert.True(peer.Answer.IsRejected);
    }

    [Fact, Trait("Conformance", "2")]
    public async Task The_calling_title_is_compared_without_spaces_around_it()
    {
        await using var peer = await RawPeer.RequestAsync(
            archive.Port, new RawAssociate(Echo) { CallingBytes = Encoding.ASCII.GetBytes("   TESTER       ") });

        Assert.True(peer.Answer.IsAccepted);
    }
}
