namespace Pacs.Conformance.Tests.Hostile;

/// <summary>Peers that fall silent, and too many of them: an archive whose patience ends soon.</summary>
public sealed class PatienceTests
{
    private static readonly Dictionary<string, string> Impatient = new() { ["Pacs__Limits__AssociationIdle"] = "00:00:05" };
    private static readonly RawContext Echo = new(1, Uids.Verification, Uids.ImplicitLittle);
    private static readonly RawContext Ct = new(1, Uids.CtImage, Uids.ImplicitLittle);

    [Fact, Trait("Conformance", "12")]
    public async Task Who_says_nothing_within_an_association_or_within_a_data_set_is_let_go()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"], Impatient);
        var before = await Footprint.OfAsync(server);
        // Half an image of more than is held in memory.
        var image = new RawImage { PixelBytes = 12_000_000 };
        var half = image.Elements.Implicit()[..6_000_000].Chunk(16_000)
            .SelectMany(part => RawPeer.DataPdu(1, part, isCommand: false, isLast: false)).ToArray();
        var silent = new List<RawPeer>();
        for (var i = 0; i < 20; i++)
        {
            var peer = await RawPeer.AssociateAsync(server.DicomPort, Ct);
            silent.Add(peer);
            if (i % 2 == 0) continue;

            await peer.SendMessageAsync(1, Commands.Store(1, image.SopClass, image.SopInstance));
            await peer.SendAsync(half);
        }

        foreach (var peer in silent) Assert.InRange(await peer.DrainAsync(), 0, 10); // an A-ABORT
        await before.AssertBackAsync();
        foreach (var peer in silent) await peer.DisposeAsync();
    }

    [Fact, Trait("Conformance", "12")]
    public async Task Who_asks_for_images_and_does_not_take_them_is_let_go()
    {
        using var directory = new TestDirectory();
        var image = new RawImage { PixelBytes = 32_000_000 }; // More than the sockets' buffers hold.
        await using (var patient = await PacsServer.StartAsync(directory["data"]))
        await using (var sender = await RawPeer.AssociateAsync(patient.DicomPort, Ct))
        {
            Assert.Equal(0, (await sender.StoreAsync(1, image)).Status);
        }

        await using var server = await PacsServer.StartAsync(directory["data"], Impatient);
        var before = await Footprint.OfAsync(server);
        var request = new RawAssociate(new RawContext(1, Uids.StudyRootGet, Uids.ImplicitLittle), Ct with { Id = 3 })
        {
            UserItems = [RawAssociate.Role(Uids.CtImage, scu: false, scp: true)],
        };
        var lazy = new List<RawPeer>();
        for (var i = 0; i < 10; i++)
        {
            var peer = await RawPeer.RequestAsync(server.DicomPort, request);
            lazy.Add(peer);
            await peer.SendMessageAsync(1, Commands.Get(1, Uids.StudyRootGet), Identifiers.Study(image.Study).Implicit());
        }

        await before.AssertBackAsync(); // though they are still there
        foreach (var peer in lazy) await peer.DisposeAsync();
    }

    [Fact]
    public async Task A_flood_of_associations_gets_as_many_as_there_are_places_and_the_rest_is_told_so()
    {
        using var directory = new TestDirectory();
        var limits = new Dictionary<string, string>
        {
            ["Pacs__Limits__Associations"] = "100", ["Pacs__Limits__AssociationsPerPeer"] = "30",
        };
        await using var server = await PacsServer.StartAsync(directory["data"], limits);
        var before = await Footprint.OfAsync(server);

        for (var wave = 0; wave < 2; wave++)
        {
            var peers = await Task.WhenAll(Enumerable.Range(0, 400).Select(i =>
                RawPeer.RequestAsync(server.DicomPort, new RawAssociate(Echo) { Calling = $"PEER{i % 8}" })));

            var accepted = peers.Where(peer => peer.Answer.IsAccepted).ToList();
            Assert.InRange(accepted.Count, 1, 100);
            Assert.All(peers.Except(accepted), peer => Assert.Equal((2, 3, 2), peer.Answer.Rejection)); // PS3.8 Table 9-21
            await Task.WhenAll(accepted.Select(async peer => Assert.Equal(0, await peer.EchoAsync(1))));
            foreach (var peer in peers) await peer.DisposeAsync();
            await before.AssertBackAsync();
        }
    }

    [Fact, Trait("Conformance", "12")]
    public async Task Who_closes_one_half_of_the_connection_is_not_waited_for()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"]);
        var before = await Footprint.OfAsync(server);
        var image = new RawImage();
        var half = new List<RawPeer>();
        foreach (var said in (byte[][])
        [
            [],
            [RawPdu.AssociateRequest],
            new RawAssociate(Ct).Encode(),
            [.. new RawAssociate(Ct).Encode(), RawPdu.Data, 0, 0],
            [
                .. new RawAssociate(Ct).Encode(),
                .. RawPeer.DataPdu(1, Commands.Store(1, image.SopClass, image.SopInstance).Command(), isCommand: true, isLast: true),
                .. RawPeer.DataPdu(1, image.Elements.Implicit().AsSpan(0, 100), isCommand: false, isLast: false),
            ],
        ])
        {
            var peer = await RawPeer.ConnectAsync(server.DicomPort);
            half.Add(peer);
            await peer.SendAsync(said);
            peer.FinishSending();
        }

        foreach (var peer in half) await peer.DrainAsync();
        await before.AssertBackAsync();
        foreach (var peer in half) await peer.DisposeAsync();
    }

    [Fact, Trait("Conformance", "23")]
    public async Task Sigterm_under_load_ends_in_good_order_and_what_was_acknowledged_is_there()
    {
        using var directory = new TestDirectory();
        var instances = new Durability.AcknowledgedInstances();
        await using (var server = await PacsServer.StartAsync(directory["data"]))
        {
            using var enough = new SemaphoreSlim(0);
            var sending = instances.SendUntilGoneAsync(server, 8, count =>
            {
                if (count >= 200) enough.Release();
            });
            Assert.True(await enough.WaitAsync(RawPeer.Patience), $"too few were acknowledged:\n{server.Log}");

            Assert.Equal(0, await server.StopAsync());
            await sending;
        }

        await using var restarted = await PacsServer.StartAsync(directory["data"]);
        await instances.AssertThereAsync(restarted);
    }
}
