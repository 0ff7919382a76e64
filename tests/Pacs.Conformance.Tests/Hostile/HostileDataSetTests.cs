namespace Pacs.Conformance.Tests.Hostile;

/// <summary>Data sets of unreasonable make: stored when they are valid, refused when they are not, and nothing left of either.</summary>
public sealed class HostileDataSetTests(OpenArchive archive) : IClassFixture<OpenArchive>
{
    [Fact, Trait("Conformance", "6")]
    public async Task Thousands_of_empty_fragments_are_part_of_a_message()
    {
        await using var peer = await archive.StoringAsync();
        var image = new RawImage();
        var message = new MemoryStream();
        AddEmpty(message, isCommand: true);
        message.Write(RawPeer.DataPdu(1, Commands.Store(1, image.SopClass, image.SopInstance).Command(), isCommand: true, isLast: true));
        AddEmpty(message, isCommand: false);
        message.Write(RawPeer.DataPdu(1, image.Elements.Implicit(), isCommand: false, isLast: false));
        AddEmpty(message, isCommand: false);
        message.Write(RawPeer.DataPdu(1, [], isCommand: false, isLast: true));

        await peer.SendAsync(message.ToArray());

        Assert.Equal(0, (await peer.ReadMessageAsync()).Status);
        Assert.Equal(image.Elements.Implicit(), (await archive.FetchAsync(image.Study))[image.SopInstance]);
    }

    [Fact, Trait("Conformance", "6")]
    public async Task A_message_may_come_two_bytes_at_a_time()
    {
        await using var peer = await archive.StoringAsync();
        var image = new RawImage { PixelBytes = 100_000 };
        peer.SendPdu = 6 + 2;

        Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
        Assert.Equal(image.Elements.Implicit(), (await archive.FetchAsync(image.Study))[image.SopInstance]);
    }

    [Fact]
    public async Task Two_hundred_thousand_elements_are_stored_as_they_came()
    {
        var before = await Footprint.OfAsync(archive.Server);
        var image = new RawImage { Edit = elements => elements.Without(Tags.PixelData) };
        var many = new MemoryStream();
        for (var i = 0; i < 200_000; i++)
        {
            many.Write(Header((uint)((0x4001 + 2 * (i / 60_000)) << 16 | 0x1000 + i % 60_000), 2));
            many.Write("x "u8);
        }

        await StoresAsync(image, [.. image.Elements.Implicit(), .. many.ToArray()]);
        await before.AssertBackAsync();
    }

    [Fact]
    public async Task A_hundred_thousand_items_are_stored_as_they_came()
    {
        var before = await Footprint.OfAsync(archive.Server);
        var image = new RawImage { Edit = elements => elements.Without(Tags.PixelData) };

        await StoresAsync(image, [.. image.Elements.Implicit(), .. Header(0x00400275, 8 * 100_000), .. Items(100_000)]);
        await before.AssertBackAsync();
    }

    [Fact]
    public async Task An_item_longer_than_its_sequence_and_a_sequence_longer_than_its_data_set_are_refused()
    {
        var image = new RawImage { Edit = elements => elements.Without(Tags.PixelData) };
        await using var peer = await archive.StoringAsync();
        foreach (var lie in (byte[][])
        [
            [.. Header(0x00400275, 8), .. Header(0xFFFEE000, 100), .. new byte[100]],
            [.. Header(0x00400275, 0x10000), .. Items(3)],
            [.. Header(0x00400275, 16), .. Header(0xFFFEE000, 8), .. Header(0x00400007, 100)],
        ])
        {
            var stored = await peer.StoreAsync(1, image.SopClass, image.SopInstance, [.. image.Elements.Implicit(), .. lie]);
            Assert.Equal(0xC000, stored.Status & 0xF000);
        }

        Assert.Empty(await archive.FetchAsync(image.Study));
    }

    [Fact]
    public async Task A_deflate_bomb_is_refused_and_costs_no_memory()
    {
        var before = await Footprint.OfAsync(archive.Server);
        var image = new RawImage { Edit = elements => elements.Without(Tags.PixelData) };
        byte[] pixels = [0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'W', 0, 0, .. BitConverter.GetBytes(256 << 20)];
        var bomb = Bombs.Deflate([.. image.Elements.Explicit(), .. pixels], zeros: 256 << 20);
        await using var peer = await RawPeer.AssociateAsync(archive.Port, new RawContext(1, Uids.CtImage, Uids.Deflated));

        var stored = await peer.StoreAsync(1, image.SopClass, image.SopInstance, bomb);

        Assert.Equal(0xC000, stored.Status & 0xF000);
        Assert.Empty(await archive.FetchAsync(image.Study, Uids.Deflated));
        await before.AssertBackAsync();
    }

    private static void AddEmpty(MemoryStream message, bool isCommand)
    {
        var pdu = RawPeer.DataPdu(1, [], isCommand, isLast: false);
        for (var i = 0; i < 5000; i++) message.Write(pdu);
    }

    private static byte[] Items(int count)
    {
        var items = new byte[8 * count];
        for (var i = 0; i < count; i++) Header(0xFFFEE000, 0).CopyTo(items, 8 * i);
        return items;
    }

    private static byte[] Header(uint tag, uint length) =>
    [
        (byte)(tag >> 16), (byte)(tag >> 24), (byte)tag, (byte)(tag >> 8), .. BitConverter.GetBytes(length),
    ];

    private async Task StoresAsync(RawImage image, byte[] dataSet)
    {
        await using var peer = await archive.StoringAsync();

        Assert.Equal(0, (await peer.StoreAsync(1, image.SopClass, image.SopInstance, dataSet)).Status);
        Assert.Equal(dataSet, (await archive.FetchAsync(image.Study))[image.SopInstance]);
    }
}
