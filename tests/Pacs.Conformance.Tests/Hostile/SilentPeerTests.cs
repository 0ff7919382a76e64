namespace Pacs.Conformance.Tests.Hostile;

/// <summary>Peers that stop talking half-way are let go when the association has been idle for its time, and hold up nobody.</summary>
public sealed class SilentPeerTests : IAsyncLifetime, IDisposable
{
    private static readonly RawContext[] Contexts =
    [
        new(1, Uids.CtImage, Uids.ImplicitLittle), new(3, Uids.Verification, Uids.ImplicitLittle),
    ];

    private readonly TestDirectory _directory = new();
    private PacsServer _server = null!;

    public async Task InitializeAsync() => _server = await PacsServer.StartAsync(
        _directory["data"], new Dictionary<string, string> { ["Pacs__Limits__AssociationIdle"] = "00:00:02" });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Fact, Trait("Conformance", "12")]
    public async Task Who_falls_silent_is_aborted_wherever_that_is()
    {
        var image = new RawImage();
        var command = RawPeer.DataPdu(1, Commands.Store(1, image.SopClass, image.SopInstance).Command(), isCommand: true, isLast: true);
        var dataSet = RawPeer.DataPdu(1, image.Elements.Implicit(), isCommand: false, isLast: true);
        var silent = new Dictionary<string, byte[]>
        {
            ["between messages"] = [],
            ["in a PDU header"] = command[..3],
            ["in a command"] = command[..40],
            ["behind a command"] = command,
            ["in a data set"] = [.. command, .. dataSet[..200]],
        };

        var endings = await Task.WhenAll(silent.Select(async sent =>
        {
            await using var peer = await RawPeer.AssociateAsync(_server.DicomPort, Contexts);
            await peer.SendAsync(sent.Value);
            var last = await peer.ReadUntilClosedAsync(TimeSpan.FromSeconds(60));
            return (Where: sent.Key, Pdus: string.Join(' ', last.Select(pdu => pdu.Type)));
        }));

        Assert.Equal(silent.Keys.Select(where => (where, $"{RawPdu.Abort}")), endings);
        await AssertAnswersEchoAsync();
    }

    /// <summary>What a TLS client sends first, and then no more of it (RFC 8446 §4.1.2).</summary>
    [Fact, Trait("Conformance", "10"), Trait("Conformance", "12")]
    public async Task Handshakes_that_never_end_keep_nobody_from_being_served()
    {
        byte[] hello = [0x16, 0x03, 0x01, 0x02, 0x00];
        var begun = new List<RawPeer>();
        for (var i = 0; i < 50; i++)
        {
            begun.Add(await RawPeer.ConnectAsync(_server.DicomPort));
            await begun[^1].SendAsync(hello.AsMemory(0, 1 + i % hello.Length));
        }

        await AssertAnswersEchoAsync();

        foreach (var peer in begun)
        {
            Assert.InRange(await peer.DrainAsync(TimeSpan.FromSeconds(60)), 0, 100); // let go, with at most an A-ABORT
            await peer.DisposeAsync();
        }
    }

    private async Task AssertAnswersEchoAsync()
    {
        await using var other = await RawPeer.AssociateAsync(_server.DicomPort, Contexts);
        Assert.Equal(0, await other.EchoAsync(3));
    }
}
