namespace Pacs.Conformance.Tests.Interoperability;

/// <summary>Other people's software with ours, in both directions: store, find, get, move and cancel.</summary>
public sealed class InteroperabilityTests : IAsyncLifetime, IDisposable
{
    private const int Count = 6;

    private readonly TestDirectory _directory = new();
    private readonly int _sinkPort = Ports.Free();
    private readonly int _orthancPort = Ports.Free();
    private readonly List<RawImage> _images = [new()];
    private PacsServer _server = null!;
    private string[] _files = [];

    private string Study => _images[0].Study;

    private string[] Keys => ["-k", "QueryRetrieveLevel=STUDY", "-k", $"StudyInstanceUID={Study}"];

    public async Task InitializeAsync()
    {
        while (_images.Count < Count) _images.Add(_images[^1].Next());
        var folder = _directory.CreateFolder("files");
        _files = [.. _images.Select((image, i) => Part10File.Write(Path.Combine(folder, $"{i}.dcm"), image))];
        _server = await PacsServer.StartAsync(
            _directory["data"],
            "--allow-unknown-peers", "--peer", $"SINK=127.0.0.1:{_sinkPort}", "--peer", $"ORTHANC=127.0.0.1:{_orthancPort}");
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [FactWith(Need.Dcmtk)]
    public async Task Dcmtk_stores_finds_moves_gets_and_cancels_with_us()
    {
        string[] address = ["127.0.0.1", $"{_server.DicomPort}"];
        await RunAsync("storescu", [.. address, .. _files]);
        var found = await RunAsync("findscu", ["-S", .. Keys, .. address]);
        var got = _directory.CreateFolder("got");
        await RunAsync("getscu", ["-S", "+xi", "+B", "-od", got, .. Keys, .. address]);
        var moved = _directory.CreateFolder("moved");
        using (await Dcmtk.ReceiveAsync(_sinkPort, moved)) await RunAsync("movescu", ["-S", "-aem", "SINK", .. Keys, .. address]);
        var cancelled = await RunAsync("findscu", ["-v", "--cancel", "1", "-S", .. Keys, .. address]);

        Assert.Contains(Study, found.Output, StringComparison.Ordinal);
        AssertSame(got);
        AssertSame(moved);
        Assert.Contains("Cancel", cancelled.Output, StringComparison.Ordinal);
    }

    /// <summary>odil's SCU has no way to cancel.</summary>
    [FactWith(Need.Odil)]
    public async Task Odil_stores_finds_gets_and_moves_with_us()
    {
        await using var sink = new RawDestination(_sinkPort);
        var said = await RunAsync(
            PythonOracle.Python, [Script("odil_peer.py"), $"{_server.DicomPort}", Study, .. _files]);

        Assert.Contains($"stored={Count} found=1 got={Count}", said.Output, StringComparison.Ordinal);
        Assert.Equal(Count, sink.Received.Count);
    }

    [FactWith(Need.DcmjsDimse)]
    public async Task Dcmjs_dimse_stores_finds_gets_moves_and_cancels_with_us()
    {
        await RunAsync(
            "npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefix", _directory.CreateFolder("npm"), "dcmjs-dimse@0.3.3"]);

        var said = await RunAsync(
            "env",
            [
                $"NODE_PATH={_directory["npm"]}/node_modules", "node", Script("dcmjs_peer.js"),
                $"{_server.DicomPort}", $"{_sinkPort}", Study, .. _files,
            ]);

        Assert.Contains($"stored={Count} found=1 got={Count} moved={Count} cancelled=1", said.Output, StringComparison.Ordinal);
    }

    [FactWith(Need.Orthanc)]
    public async Task Orthanc_stores_finds_and_moves_with_us_and_we_with_it()
    {
        using var orthanc = await Orthanc.StartAsync(
            _directory.CreateFolder("orthanc"), _orthancPort, _server.DicomPort, _sinkPort);
        foreach (var file in _files) await orthanc.AddAsync(file);
        await orthanc.StoreAsync();
        await orthanc.EmptyAsync();
        Assert.Equal(1, await orthanc.QueryAndRetrieveAsync(Study));
        Assert.Equal(_images.Select(image => image.SopInstance).Order(), (await orthanc.HeldAsync()).Order());

        await orthanc.EmptyAsync();
        await CallAsync($"ORTHANC@127.0.0.1:{_orthancPort}");
        Assert.Equal(Count, (await orthanc.HeldAsync()).Count);
    }

    [FactWith(Need.Dcmtk)]
    public async Task We_store_find_get_move_and_cancel_with_dcmqrscp()
    {
        var port = Ports.Free();
        await File.WriteAllLinesAsync(
            _directory["dcmqrscp.cfg"],
            [
                $"NetworkTCPPort = {port}", "MaxPDUSize = 16384", "MaxAssociations = 16",
                "HostTable BEGIN", $"sink = (SINK, 127.0.0.1, {_sinkPort})", "HostTable END",
                "VendorTable BEGIN", "VendorTable END",
                "AETable BEGIN", $"QRSCP {_directory.CreateFolder("qrscp")} RW (200, 1024mb) ANY", "AETable END",
            ]);
        using var qrscp = await ListeningProcess.StartAsync(port, "dcmqrscp", "-c", _directory["dcmqrscp.cfg"]);

        await CallAsync($"QRSCP@127.0.0.1:{port}");
    }

    /// <summary>What our tool does with a peer: store, find, find with a limit (a C-CANCEL), get and move.</summary>
    private async Task CallAsync(string peer)
    {
        string[] study = ["-k", $"StudyInstanceUID={Study}"];
        string[] images = ["--level", "IMAGE", .. study, "-k", $"SeriesInstanceUID={_images[0].Series}", "-k", "SOPInstanceUID", "--json"];
        await ToolAsync("store", peer, _directory["files"]);
        var found = await ToolAsync(["find", peer, .. images]);
        var limited = await ToolAsync(["find", peer, .. images, "--limit", "2"]);
        var got = _directory.CreateFolder("got");
        await ToolAsync(["get", peer, .. study, "--output", got]);
        var moved = _directory.CreateFolder("moved");
        using (await Dcmtk.ReceiveAsync(_sinkPort, moved)) await ToolAsync(["move", peer, "--destination", "SINK", .. study]);

        Assert.All(_images, image => Assert.Contains($"\"{image.SopInstance}\"", found.Output, StringComparison.Ordinal));
        Assert.Equal(2, _images.Count(image => limited.Output.Contains($"\"{image.SopInstance}\"", StringComparison.Ordinal)));
        AssertSame(got);
        AssertSame(moved);
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Interoperability", name);

    private static async Task<ProcessResult> ToolAsync(params string[] arguments) =>
        (await ProcessRun.RunPacsAsync(arguments)).Succeeded();

    private static async Task<ProcessResult> RunAsync(string program, IEnumerable<string> arguments) =>
        (await ProcessRun.RunAsync(program, arguments)).Succeeded();

    /// <summary>All images came, and those that came in their own encoding came byte for byte.</summary>
    private void AssertSame(string folder)
    {
        var came = Part10File.ReadAll(folder);
        Assert.Equal(_images.Select(image => image.SopInstance).Order(), came.Keys.Order());
        Assert.All(
            _images.Where(image => came[image.SopInstance].TransferSyntax == Uids.ImplicitLittle),
            image => Assert.Equal(image.Elements.Implicit(), came[image.SopInstance].DataSet()));
    }
}
