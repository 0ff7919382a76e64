using System.Text;

namespace Pacs.Conformance.Tests.Hostile;

/// <summary>Whatever comes in ends in an answer, an abort or the end of the connection; nothing of it is kept.</summary>
public sealed class HostilePeerTests(OpenArchive archive) : IClassFixture<OpenArchive>
{
    private const uint Undefined = 0xFFFFFFFF;

    public static TheoryData<string, byte[]> NoDicom => new()
    {
        { "HTTP", Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") },
        { "TLS", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03, .. new byte[64]] },
        { "zeros", new byte[200] },
        { "noise", Noise() },
        { "a P-DATA-TF", RawPdu.Encode(RawPdu.Data, RawPeer.Value(1, new byte[100], isCommand: true, isLast: true)) },
        { "a request of 4 GB", [RawPdu.AssociateRequest, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 1] },
        { "a request cut in an item", RawPdu.Encode(RawPdu.AssociateRequest, new RawAssociate(Echo).Encode().AsSpan(6, 84)) },
    };

    private static RawContext Echo => new(1, Uids.Verification, Uids.ImplicitLittle);

    [Theory, Trait("Conformance", "4")]
    [MemberData(nameof(NoDicom))]
    public async Task Bytes_that_are_no_association_request_end_the_connection(string what, byte[] bytes)
    {
        Assert.NotEmpty(what);
        await using var peer = await RawPeer.ConnectAsync(archive.Port);

        await peer.SendAsync(bytes);

        Assert.InRange(await peer.DrainAsync(), 0, 100); // At most an A-ABORT or A-ASSOCIATE-RJ.
        await archive.AssertAnswersEchoAsync();
    }

    [Fact, Trait("Conformance", "12")]
    public async Task A_hundred_silent_connections_are_let_go_and_others_served_meanwhile()
    {
        var before = await Footprint.OfAsync(archive.Server);
        var silent = new List<RawPeer>();
        for (var i = 0; i < 100; i++) silent.Add(await RawPeer.ConnectAsync(archive.Port));

        await archive.AssertAnswersEchoAsync();
        foreach (var peer in silent) await peer.DrainAsync(TimeSpan.FromSeconds(40));
        foreach (var peer in silent) await peer.DisposeAsync();

        await before.AssertBackAsync();
    }

    [Fact, Trait("Conformance", "12")]
    public async Task A_request_that_never_ends_is_let_go()
    {
        await using var peer = await RawPeer.ConnectAsync(archive.Port);

        await peer.SendAsync(new RawAssociate(Echo).Encode().AsMemory(0, 60));

        Assert.InRange(await peer.DrainAsync(TimeSpan.FromSeconds(40)), 0, 100);
    }

    public static TheoryData<string, byte[]> NoMessage => new()
    {
        { "an unknown PDU", RawPdu.Encode(0x42, new byte[10]) },
        { "a second association request", new RawAssociate(Echo).Encode() },
        { "a value longer than its PDU", RawPdu.Encode(RawPdu.Data, [0, 0, 0xFF, 0xFF, 1, 3, 0, 0]) },
        { "a value without a header", RawPdu.Encode(RawPdu.Data, [0, 0, 0, 1, 1]) },
        { "a value of no length", RawPdu.Encode(RawPdu.Data, [0, 0, 0, 0]) },
        { "an unknown context", RawPeer.DataPdu(99, Commands.Echo(1).Command(), isCommand: true, isLast: true) },
        { "a data set without a command", RawPeer.DataPdu(1, new byte[100], isCommand: false, isLast: true) },
        { "a command that is noise", RawPeer.DataPdu(1, Noise(), isCommand: true, isLast: true) },
        { "an empty command", RawPeer.DataPdu(1, [], isCommand: true, isLast: true) },
    };

    [Theory]
    [MemberData(nameof(NoMessage))]
    public async Task Bytes_that_are_no_message_abort_the_association(string what, byte[] bytes)
    {
        Assert.NotEmpty(what);
        await using var peer = await RawPeer.AssociateAsync(archive.Port, Echo);

        await peer.SendAsync(bytes);

        Assert.Equal(RawPdu.Abort, (await peer.ReadPduAsync())?.Type);
        await archive.AssertAnswersEchoAsync();
    }

    [Fact]
    public async Task A_command_that_never_ends_aborts_the_association()
    {
        await using var peer = await RawPeer.AssociateAsync(archive.Port, Echo);
        var pdu = RawPeer.DataPdu(1, new byte[16000], isCommand: true, isLast: false);

        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++) await peer.SendAsync(pdu);
        });

        Assert.Equal(RawPdu.Abort, (await peer.ReadPduAsync())?.Type);
        await Record.ExceptionAsync(() => sending);
    }

    private static readonly Dictionary<string, byte[]> NoDataSets = new()
    {
        ["an element of 4 GB"] = [.. Header(Tags.PatientName, 0xFFFFFFF0), .. new byte[200]],
        ["pixels of 2 GB"] = [.. Header(Tags.PixelData, 0x7FFFFFFE), .. new byte[200]],
        ["sequences nested 100,000 deep"] = Nested(100_000),
        ["noise"] = Noise(),
    };

    /// <summary>Their names: of the bytes, the test runner would make text, for a quarter of a minute.</summary>
    public static TheoryData<string> NoDataSet => [.. NoDataSets.Keys];

    [Theory]
    [MemberData(nameof(NoDataSet))]
    public async Task A_data_set_that_cannot_be_read_is_answered_and_not_kept(string what)
    {
        var image = new RawImage { Edit = elements => elements.Without(Tags.PatientName).Without(Tags.PixelData) };
        var before = await Footprint.OfAsync(archive.Server);
        await using (var peer = await archive.StoringAsync())
        {
            var stored = await peer.StoreAsync(1, image.SopClass, image.SopInstance, [.. image.Elements.Implicit(), .. NoDataSets[what]]);
            Assert.Equal(0xC000, stored.Status & 0xF000);
            Assert.Equal(0, (await peer.StoreAsync(1, new RawImage())).Status);
        }

        Assert.Empty(await archive.FetchAsync(image.Study));
        await before.AssertBackAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_peer_that_dies_within_a_data_set_leaves_nothing(bool byReset)
    {
        var before = await Footprint.OfAsync(archive.Server);
        var image = new RawImage { PixelBytes = 8_000_000 }; // More than is held in memory: a file has been begun.
        var dataSet = image.Elements.Implicit();
        for (var i = 0; i < 10; i++)
        {
            await using var peer = await archive.StoringAsync();
            await peer.SendMessageAsync(1, Commands.Store(1, image.SopClass, image.SopInstance));
            for (var at = 0; at < dataSet.Length - 16_000; at += 16_000)
            {
                await peer.SendAsync(RawPeer.DataPdu(1, dataSet.AsSpan(at, 16_000), isCommand: false, isLast: false));
            }

            if (byReset) peer.Vanish();
        }

        await before.AssertBackAsync();
        Assert.Empty(await archive.FetchAsync(image.Study));
    }

    private static byte[] Header(uint tag, uint length) =>
    [
        (byte)(tag >> 16), (byte)(tag >> 24), (byte)tag, (byte)(tag >> 8), .. BitConverter.GetBytes(length),
    ];

    private static byte[] Nested(int depth)
    {
        var level = (byte[])[.. Header(0x00400275, Undefined), .. Header(0xFFFEE000, Undefined)];
        var bytes = new byte[depth * level.Length];
        for (var i = 0; i < depth; i++) level.CopyTo(bytes, i * level.Length);
        return bytes;
    }

    private static byte[] Noise()
    {
        var noise = new byte[1000];
        new Random(4711).NextBytes(noise);
        noise[0] = 0xAB;
        return noise;
    }
}
