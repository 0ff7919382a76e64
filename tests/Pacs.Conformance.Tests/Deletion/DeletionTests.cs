using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pacs.Dumping;
using Xunit.Abstractions;

namespace Pacs.Conformance.Tests.Deletion;

/// <summary>
/// Half of an archive is deleted while others store and read: studies, series and single instances. tests/deletion is the
/// long version.
/// </summary>
public sealed class DeletionTests(ITestOutputHelper output)
{
    private const int Senders = 4, PerSeries = 10, PixelBytes = 6000;

    /// <summary>From so much that is dead in each of four shards on, space comes back from segments that are not full.</summary>
    private const long WorthReturning = 4 * (20L << 20);

    private static readonly int Count =
        int.Parse(Environment.GetEnvironmentVariable("PACS_DELETION_COUNT") ?? "400", CultureInfo.InvariantCulture);

    private readonly ConcurrentDictionary<string, RawImage> _held = new();

    [Fact]
    public async Task Half_of_everything_goes_while_others_store_and_read_and_nothing_else_changes()
    {
        using var directory = new TestDirectory();
        var data = directory["data"];
        await using (var server = await PacsServer.StartAsync(data))
        {
            var studies = await FillAsync(server);
            var before = await DiskUsageAsync(data);
            Print($"{_held.Count} instances of {studies.Count} studies stored", before);

            var (deleted, stored) = await DeleteWhileOthersStoreAndReadAsync(server, data, studies);
            Print($"{deleted.Count} deleted while {stored} were stored", await DiskUsageAsync(data));
            await AssertSpaceComesBackAsync(data, before, deleted.Count, stored);

            await AssertHeldAsync(server, studies, deleted);
            Print("verify", await ToolAsync("verify", "--rate", "1000", "--data", data));
            Assert.Equal(0, await server.StopAsync());
        }

        var live = await DumpAsync(data, "live index");
        Print("reindex, stopped", await ToolAsync("reindex", "--data", data));
        Assert.Equal(live, await DumpAsync(data, "reindexed while stopped"));
        await using (var server = await PacsServer.StartAsync(data))
        {
            Print("reindex, serving", await ToolAsync("reindex", "--data", data));
            await server.AssertAnswersEchoAsync();
            Assert.Equal(0, await server.StopAsync());
        }

        Assert.Equal(live, await DumpAsync(data, "reindexed while serving"));
    }

    /// <summary>Studies of two series.</summary>
    private async Task<List<RawImage[]>> FillAsync(PacsServer server)
    {
        var studies = Enumerable.Range(0, Count / (2 * PerSeries)).Select(_ => NewStudy()).ToList();
        await Task.WhenAll(studies.Chunk((studies.Count + Senders - 1) / Senders).Select(part => StoreAsync(server, part.SelectMany(study => study))));
        return studies;
    }

    private static RawImage[] NewStudy()
    {
        var first = new RawImage { PixelBytes = PixelBytes };
        var second = first with { Series = Uids.New(), SopInstance = Uids.New() };
        return [.. Series(first), .. Series(second)];

        static IEnumerable<RawImage> Series(RawImage image)
        {
            for (var i = 0; i < PerSeries; i++, image = image.Next()) yield return image;
        }
    }

    private async Task StoreAsync(PacsServer server, IEnumerable<RawImage> images)
    {
        await using var peer = await RawPeer.AssociateAsync(server.DicomPort, new RawContext(1, Uids.CtImage, Uids.ImplicitLittle));
        foreach (var image in images)
        {
            Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
            _held[image.SopInstance] = image;
        }
    }

    private async Task<(HashSet<string> Deleted, int Stored)> DeleteWhileOthersStoreAndReadAsync(
        PacsServer server, string data, List<RawImage[]> studies)
    {
        using var over = new CancellationTokenSource();
        var clock = Stopwatch.StartNew();
        var storing = StoreMoreAsync(server, over.Token);
        var reading = ReadAsync(server, [.. studies.Where((_, i) => i % 4 == 3)], over.Token);
        var deleted = await DeleteHalfAsync(data, studies);
        await over.CancelAsync();
        output.WriteLine($"deleting took {clock.Elapsed.TotalSeconds:0.0} s, {await reading} instances were read meanwhile");
        return (deleted, await storing);
    }

    /// <summary>Of four studies one goes as a whole, one loses a series, one each second instance, and one stays.</summary>
    private async Task<HashSet<string>> DeleteHalfAsync(string data, List<RawImage[]> studies)
    {
        using var door = new ControlDoor(data);
        var deleted = new HashSet<string>();
        foreach (var (i, study) in studies.Index())
        {
            RawImage[] doomed = (i % 4) switch
            {
                0 => study,
                1 => study[..PerSeries],
                2 => [.. study.Where((_, number) => number % 2 == 0)],
                _ => [],
            };
            foreach (var image in doomed) _held.TryRemove(image.SopInstance, out _);
            switch (i % 4)
            {
                case 0:
                    await door.DeleteAsync(study[0].Study);
                    break;
                case 1:
                    await door.DeleteAsync(study[0].Study, study[0].Series);
                    break;
                case 2:
                    foreach (var image in doomed) await door.DeleteAsync(image.Study, image.Series, image.SopInstance);
                    break;
            }

            deleted.UnionWith(doomed.Select(image => image.SopInstance));
        }

        return deleted;
    }

    private async Task<int> StoreMoreAsync(PacsServer server, CancellationToken over)
    {
        var stored = 0;
        for (; !over.IsCancellationRequested; stored += 2 * PerSeries) await StoreAsync(server, NewStudy());
        return stored;
    }

    private static async Task<int> ReadAsync(PacsServer server, RawImage[][] studies, CancellationToken over)
    {
        var read = 0;
        for (var i = 0; !over.IsCancellationRequested; i++)
        {
            var study = studies[i % studies.Length];
            var fetched = await RawStudy.FetchAsync(server.DicomPort, study[0].Study);
            Assert.Equal(study.Length, fetched.Count);
            Assert.All(study, image => Assert.True(fetched[image.SopInstance].AsSpan().SequenceEqual(image.Elements.Implicit())));
            read += fetched.Count;
        }

        return read;
    }

    /// <summary>What was stored meanwhile takes its place; of what was deleted at most a tenth is left: headers and tombstones.</summary>
    private async Task AssertSpaceComesBackAsync(string data, long before, int deleted, int stored)
    {
        if ((long)deleted * PixelBytes < WorthReturning) return;

        var each = before / Count;
        var most = before + (stored * each) - (deleted * each * 8 / 10);
        var patience = Stopwatch.StartNew();
        using var pause = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var usage = await DiskUsageAsync(data);
        while (usage > most && patience.Elapsed < TimeSpan.FromMinutes(5) && await pause.WaitForNextTickAsync())
        {
            usage = await DiskUsageAsync(data);
        }

        Print($"space returned after {patience.Elapsed.TotalSeconds:0} s", usage);
        Assert.InRange(usage, 0, most);
    }

    /// <summary>Every study lists and gives exactly what is held of it, byte for byte.</summary>
    private async Task AssertHeldAsync(PacsServer server, List<RawImage[]> studies, HashSet<string> deleted)
    {
        Assert.Empty(_held.Keys.Intersect(deleted));
        var gone = studies.Select(study => study[0].Study).ToHashSet();
        foreach (var study in _held.Values.GroupBy(image => image.Study))
        {
            gone.Remove(study.Key);
            var fetched = await RawStudy.FetchAsync(server.DicomPort, study.Key);
            Assert.Equal(study.Select(image => image.SopInstance).Order(), fetched.Keys.Order());
            Assert.All(study, image => Assert.True(fetched[image.SopInstance].AsSpan().SequenceEqual(image.Elements.Implicit())));
        }

        await using var query = await RawPeer.AssociateAsync(server.DicomPort, new RawContext(1, Uids.StudyRootFind, Uids.ImplicitLittle));
        foreach (var study in gone) Assert.Single(await query.FindAsync(1, Uids.StudyRootFind, Identifiers.Study(study)));
        output.WriteLine($"all {_held.Count} that are held were fetched and are what was sent; {gone.Count} studies are gone");
    }

    private static async Task<long> DiskUsageAsync(string data)
    {
        var usage = await ProcessRun.RunAsync("du", ["--summarize", "--block-size=1", Path.Combine(data, "store")]);
        return long.Parse(usage.Output.Split('\t')[0], CultureInfo.InvariantCulture);
    }

    private static async Task<string> ToolAsync(params string[] arguments)
    {
        var tool = await ProcessRun.RunPacsAsync(arguments);
        return tool.Succeeded().Output.TrimEnd();
    }

    private async Task<string> DumpAsync(string data, string name)
    {
        var lines = await IndexDump.ReadAsync(Path.Combine(data, "index.db"));
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
        output.WriteLine($"{name}: {lines.Count} rows in the dump, SHA-256 {digest[..32]}");
        return digest;
    }

    private void Print(string what, long bytes) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: du {bytes / 1e6:0.0} MB"));

    private void Print(string verb, string printed) => output.WriteLine($"pacs {verb}: {printed}");
}
