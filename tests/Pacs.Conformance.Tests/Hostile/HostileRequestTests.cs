using System.Text;

namespace Pacs.Conformance.Tests.Hostile;

/// <summary>Association requests whose lengths lie, and more of them than anybody needs.</summary>
public sealed class HostileRequestTests(OpenArchive archive) : IClassFixture<OpenArchive>
{
    private const int AtContext = 6 + 68 + 4 + 21; // behind the fixed fields and the application context item

    private static readonly RawContext Echo = new(1, Uids.Verification, Uids.ImplicitLittle);

    /// <summary>Where a length stands in the request below, and what is written there.</summary>
    public static TheoryData<string, int, int> Lies => new()
    {
        { "an application context longer than the request", AtContext - 23, 0xFFFF },
        { "an application context longer than it is", AtContext - 23, 22 },
        { "a presentation context longer than the request", AtContext + 2, 0xFFFF },
        { "a presentation context of no length", AtContext + 2, 0 },
        { "a presentation context shorter than its head", AtContext + 2, 3 },
        { "an abstract syntax longer than its context", AtContext + 10, 0x7FFF },
        { "an abstract syntax that ends amid the next item", AtContext + 10, 24 },
    };

    public static TheoryData<string, byte[]> LyingItems => new()
    {
        { "a role selection that names more than it has", RawAssociate.Item(0x54, [0, 200, (byte)'1', 1, 1]) },
        { "a role selection of one byte", RawAssociate.Item(0x54, [0]) },
        { "an operations window of one byte", RawAssociate.Item(0x53, [0]) },
        { "an extended negotiation that names more than it has", RawAssociate.Item(0x56, [0xFF, 0xFF, (byte)'1']) },
        { "a common extended negotiation that lists more than it has", RawAssociate.Item(0x57, [0, 1, (byte)'1', 0, 1, (byte)'2', 0xFF, 0xFF, 0, 9]) },
        { "an identity longer than its item", RawAssociate.Item(0x58, [1, 0, 0xFF, 0xFF, (byte)'x']) },
        { "a sub-item longer than the request", [0x55, 0, 0xFF, 0xFF, (byte)'x'] },
        { "a sub-item cut in its head", [0x55, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_length_that_lies_aborts(string what, int at, int length)
    {
        Assert.NotEmpty(what);
        var request = new RawAssociate(Echo).Encode();
        BigEndian.UInt16(length).CopyTo(request, at);

        await AssertAbortsAsync(request);
    }

    [Theory]
    [MemberData(nameof(LyingItems))]
    public async Task A_user_item_that_lies_aborts(string what, byte[] item)
    {
        Assert.NotEmpty(what);

        await AssertAbortsAsync(new RawAssociate(Echo) { UserItems = [item] }.Encode());
    }

    [Fact]
    public async Task Twenty_thousand_contexts_are_more_than_a_request_may_hold()
    {
        var before = await Footprint.OfAsync(archive.Server);
        var context = Context(1);
        var body = new RawAssociate().Encode()[6..];
        var contexts = new byte[20_000 * context.Length];
        for (var i = 0; i < 20_000; i++) context.CopyTo(contexts, i * context.Length);
        await using var peer = await RawPeer.ConnectAsync(archive.Port);

        // Refused by its length: it may be gone before all has been said.
        await Record.ExceptionAsync(() => peer.SendAsync(RawPdu.Encode(RawPdu.AssociateRequest, [.. body, .. contexts])));

        Assert.InRange(await peer.DrainAsync(), 0, 100);
        await before.AssertBackAsync();
    }

    [Fact]
    public async Task All_contexts_there_can_be_are_answered_and_one_said_twice_aborts()
    {
        var all = Enumerable.Range(0, 128).Select(i => Echo with { Id = (byte)(2 * i + 1) }).ToArray();
        await using (var peer = await RawPeer.AssociateAsync(archive.Port, all)) Assert.Equal(0, await peer.EchoAsync(255));

        await AssertAbortsAsync(new RawAssociate(Echo, Echo).Encode());
    }

    [Fact]
    public async Task As_many_transfer_syntaxes_as_a_request_can_hold_are_looked_through()
    {
        var syntaxes = Enumerable.Repeat(Uids.ImplicitLittle, 2800).ToArray(); // a little below 64 KiB
        await using var peer = await RawPeer.RequestAsync(
            archive.Port, new RawAssociate(new RawContext(1, Uids.CtImage, syntaxes)));

        Assert.Equal((0, Uids.ImplicitLittle), peer.Answer.Contexts[1]);
    }

    private static byte[] Context(byte id) => RawAssociate.Item(
        0x20,
        [
            id, 0, 0, 0,
            .. RawAssociate.Item(0x30, Encoding.ASCII.GetBytes(Uids.Verification)),
            .. RawAssociate.Item(0x40, Encoding.ASCII.GetBytes(Uids.ImplicitLittle)),
        ]);

    private async Task AssertAbortsAsync(byte[] request)
    {
        await using var peer = await RawPeer.ConnectAsync(archive.Port);

        await peer.SendAsync(request);

        Assert.Equal(RawPdu.Abort, Assert.Single(await ReadToEndAsync(peer)).Type);
        await archive.AssertAnswersEchoAsync();
    }

    /// <summary>As a peer does that is told so: it closes.</summary>
    private static async Task<List<RawPdu>> ReadToEndAsync(RawPeer peer)
    {
        var first = await peer.ReadPduAsync();
        peer.FinishSending();
        return [.. first == null ? [] : new[] { first }, .. await peer.ReadUntilClosedAsync()];
    }
}
