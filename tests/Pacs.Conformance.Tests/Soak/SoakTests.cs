using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace Pacs.Conformance.Tests.Soak;

/// <summary>A day at a hospital: forty devices send at once while others look and fetch. tests/soak 600 is the long version.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int Senders = 40, Queriers = 4;
    private const int BytesComparedOfStudies = 300;
    private const long MostMemory = 2L << 30;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("PACS_SOAK_SECONDS") ?? "5", CultureInfo.InvariantCulture));

    /// <summary>The standard's ARTIM timer as it is by default, since here the machine is meant to have more to do than it can.</summary>
    private static readonly Dictionary<string, string> Patient = new() { ["Pacs__Limits__AssociationRequest"] = "00:00:30" };

    private readonly Latencies _latencies = new();
    private readonly ConcurrentDictionary<string, ConcurrentBag<RawImage>> _acknowledged = new();
    private readonly ConcurrentQueue<string> _finished = new();

    [Fact, Trait("Conformance", "23")]
    public async Task Forty_senders_with_queries_and_moves_lose_nothing_and_memory_stays_flat()
    {
        using var directory = new TestDirectory();
        var sink = Ports.Free();
        await using var server = await PacsServer.StartAsync(directory["data"], Patient, "--allow-unknown-peers", "--peer", $"SINK=127.0.0.1:{sink}");
        var before = await Footprint.OfAsync(server, moreDescriptors: 300); // each large image is a segment
        using var over = new CancellationTokenSource(Duration);

        var memory = SampleMemoryAsync(server, over.Token);
        var everybody = Task.WhenAll(
        [
            .. Enumerable.Range(0, Senders).Select(i => SendAsync(server, Modality.All[i % Modality.All.Count], over.Token)),
            .. Enumerable.Range(0, Queriers).Select(i => QueryAsync(server, new Random(i), over.Token)),
            MoveAsync(server, sink, over.Token),
        ]);

        Print(await memory);
        await everybody;
        AssertFlat(await memory);
        await AssertThereAsync(server);
        await before.AssertBackAsync();
        Assert.Equal(0, await server.StopAsync());
    }

    private async Task SendAsync(PacsServer server, Modality modality, CancellationToken over)
    {
        using var pause = new PeriodicTimer(modality.Pause);
        do
        {
            // A study, an association, as devices do.
            await using var peer = await RawPeer.RequestAsync(
                server.DicomPort,
                new RawAssociate(new RawContext(1, modality.SopClass, Uids.ImplicitLittle)) { Calling = modality.Name });
            Assert.True(peer.Answer.IsAccepted, "the association was refused");
            var image = modality.NewStudy();
            for (var i = 0; i < modality.PerStudy && !over.IsCancellationRequested; i++)
            {
                var stored = await _latencies.MeasureAsync($"store {modality.Name}", () => peer.StoreAsync(1, image));
                Assert.Equal(0, stored.Status);
                _acknowledged.GetOrAdd(image.Study, _ => []).Add(image);
                image = image.Next();
                await WaitAsync(pause, over);
            }

            _finished.Enqueue(image.Study);
            Assert.Equal(RawPdu.ReleaseResponse, (await peer.ReleaseAsync())?.Type);
        }
        while (!over.IsCancellationRequested);
    }

    /// <summary>Alternates between one study by its UID and all of a name, as a worklist asks.</summary>
    private async Task QueryAsync(PacsServer server, Random random, CancellationToken over)
    {
        await using var peer = await RawPeer.AssociateAsync(
            server.DicomPort, new RawContext(1, Uids.StudyRootFind, Uids.ImplicitLittle));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var i = 0; await WaitAsync(pause, over); i++)
        {
            var study = _acknowledged.Keys.ElementAtOrDefault(random.Next(100));
            if (study == null) continue;

            var known = _acknowledged[study].Count;
            var found = await _latencies.MeasureAsync("find study", () => peer.FindAsync(
                1, Uids.StudyRootFind, Identifiers.Study(study).Add(Tags.StudyInstances, "IS", "")));
            Assert.Equal(2, found.Count);
            Assert.InRange(
                int.Parse(found[0].Identifier[Tags.StudyInstances]!, CultureInfo.InvariantCulture), known, int.MaxValue);

            if (i % 50 > 0) continue;

            var named = await _latencies.MeasureAsync("find name", () => peer.FindAsync(
                1, Uids.StudyRootFind, Identifiers.Level("STUDY").Add(Tags.PatientName, "PN", "soak^u*").Add(Tags.StudyInstance, "UI", "")));
            Assert.Equal(0, named[^1].Status);
        }
    }

    private async Task MoveAsync(PacsServer server, int port, CancellationToken over)
    {
        await using var peer = await RawPeer.AssociateAsync(
            server.DicomPort, new RawContext(1, Uids.StudyRootMove, Uids.ImplicitLittle));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (await WaitAsync(pause, over))
        {
            if (!_finished.TryDequeue(out var study)) continue;

            await using var sink = new RawDestination(port);
            var moved = await _latencies.MeasureAsync(
                "move study", () => peer.MoveAsync(1, Uids.StudyRootMove, "SINK", Identifiers.Study(study)));

            Assert.Equal(0, moved[^1].Status);
            AssertSame(study, sink.Received.ToDictionary(store => store.Command[Tags.AffectedSopInstance]!, store => store.DataSet!));
        }
    }

    /// <summary>Every acknowledged instance is listed; as many as there is time for are fetched and compared.</summary>
    private async Task AssertThereAsync(PacsServer server)
    {
        await using var query = await RawPeer.AssociateAsync(
            server.DicomPort, new RawContext(1, Uids.StudyRootFind, Uids.ImplicitLittle));
        foreach (var (study, images) in _acknowledged)
        {
            var listed = await query.FindAsync(
                1, Uids.StudyRootFind, Identifiers.Image(study, images.First().Series, ""));
            Assert.Equal(
                images.Select(image => image.SopInstance).Order(),
                listed.SkipLast(1).Select(answer => answer.Identifier[Tags.SopInstance]!).Order());
        }

        var step = 1 + _acknowledged.Count / BytesComparedOfStudies;
        foreach (var study in _acknowledged.Keys.Where((_, i) => i % step == 0))
        {
            var sopClass = _acknowledged[study].First().SopClass;
            var request = new RawAssociate(
                new RawContext(1, Uids.StudyRootGet, Uids.ImplicitLittle), new RawContext(3, sopClass, Uids.ImplicitLittle))
            {
                UserItems = [RawAssociate.Role(sopClass, scu: false, scp: true)],
            };
            await using var peer = await RawPeer.RequestAsync(server.DicomPort, request);
            var fetched = new Dictionary<string, byte[]>();
            await peer.GetAsync(1, Uids.StudyRootGet, Identifiers.Study(study), message =>
            {
                fetched.Add(message.Command[Tags.AffectedSopInstance]!, message.DataSet!);
                return 0;
            });
            AssertSame(study, fetched);
        }
    }

    private void AssertSame(string study, Dictionary<string, byte[]> fetched)
    {
        Assert.Equal(_acknowledged[study].Count, fetched.Count);
        Assert.All(_acknowledged[study], image => Assert.True(
            fetched[image.SopInstance].AsSpan().SequenceEqual(image.Elements.Implicit()), $"{image.SopInstance} has changed"));
    }

    private static async Task<List<long>> SampleMemoryAsync(PacsServer server, CancellationToken over)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var samples = new List<long> { server.Memory };
        while (await WaitAsync(second, over)) samples.Add(server.Memory);
        return samples;
    }

    /// <summary>A short run is one of growing up; in a long one the last quarter holds no more than the second did.</summary>
    private static void AssertFlat(List<long> memory)
    {
        Assert.InRange(memory.Max(), 0, MostMemory);
        if (memory.Count < 120) return;

        var quarter = memory.Count / 4;
        Assert.InRange(memory[^quarter..].Max(), 0, memory[quarter..(2 * quarter)].Max() * 5 / 4);
    }

    private void Print(List<long> memory)
    {
        foreach (var line in _latencies.Table()) output.WriteLine(line);
        var bytes = _acknowledged.Values.SelectMany(images => images).Sum(image => (long)image.PixelBytes);
        output.WriteLine($"{_acknowledged.Sum(study => study.Value.Count)} instances of {_acknowledged.Count} studies acknowledged, {bytes >> 20} MiB");
        var parts = memory.Chunk((memory.Count + 7) / 8).Select(part => $"{part.Max() >> 20}");
        output.WriteLine($"memory in MiB, the most in each eighth of the time: {string.Join(' ', parts)}");
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken over)
    {
        try
        {
            return await timer.WaitForNextTickAsync(over);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
