namespace Pacs.Conformance.Tests.Rig;

/// <summary>An archive that knows its peers: the title these tests call by, destinations, and one that is down.</summary>
public sealed class PeeredArchive : IAsyncLifetime, IDisposable
{
    internal const string Caller = "TESTER";
    internal const string Destination = "DESTINATION";
    internal const string Down = "DOWN";

    /// <summary>What the destinations are called again after; by default that takes seconds.</summary>
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Pacs__Peers__command-line-1__RetryDelay"] = "00:00:00.010",
        ["Pacs__Peers__command-line-2__RetryDelay"] = "00:00:00.010",
    };

    private readonly TestDirectory _directory = new();

    internal int DestinationPort { get; } = Ports.Free();

    internal PacsServer Server { get; private set; } = null!;

    internal int Port => Server.DicomPort;

    public async Task InitializeAsync() => Server = await PacsServer.StartAsync(
        _directory["data"],
        Settings,
        "--peer", $"{Caller}=127.0.0.1:{Ports.Free()}",
        "--peer", $"{Destination}=127.0.0.1:{DestinationPort}",
        "--peer", $"{Down}=127.0.0.1:{Ports.Free()}");

    public async Task DisposeAsync() => await Server.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    internal async Task<RawPeer> AssociateAsync(params RawContext[] contexts)
    {
        var peer = await RawPeer.RequestAsync(Port, new RawAssociate(contexts) { Calling = Caller });
        Assert.True(peer.Answer.IsAccepted, "the association was refused");
        return peer;
    }

    internal Task<RawPeer> MovingAsync() => AssociateAsync(
        new RawContext(1, Uids.StudyRootMove, Uids.ImplicitLittle),
        new RawContext(3, Uids.PatientRootMove, Uids.ImplicitLittle),
        new RawContext(5, Uids.Verification, Uids.ImplicitLittle));

    /// <summary>For C-GET in context 1, and to receive what comes in the others; CT in Implicit VR unless told.</summary>
    internal async Task<RawPeer> GettingAsync(params RawContext[] storage)
    {
        if (storage.Length == 0) storage = [new RawContext(3, Uids.CtImage, Uids.ImplicitLittle)];
        var request = new RawAssociate([new RawContext(1, Uids.StudyRootGet, Uids.ImplicitLittle), .. storage])
        {
            Calling = Caller,
            UserItems = [.. storage.Select(context => RawAssociate.Role(context.AbstractSyntax, scu: false, scp: true))],
        };
        var peer = await RawPeer.RequestAsync(Port, request);
        Assert.True(peer.Answer.IsAccepted);
        return peer;
    }

    /// <summary>Stores instances of one series and returns them.</summary>
    internal async Task<List<RawImage>> StoreSeriesAsync(int count, RawImage? first = null)
    {
        var images = new List<RawImage> { first ?? new RawImage() };
        while (images.Count < count) images.Add(images[^1].Next());
        await using var peer = await AssociateAsync(new RawContext(1, images[0].SopClass, Uids.ImplicitLittle));
        foreach (var image in images) Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
        return images;
    }
}
