using Pacs.Archive.Ingest;
using Pacs.Archive.Query;
using Pacs.Archive.Reindexing;
using Pacs.Dicom.Dictionary;

namespace Pacs.Archive.Tests.Reindexing;

public sealed class ArchiveReindexingTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Builds_the_same_index_from_what_is_stored()
    {
        await using (var archive = await FilledAsync()) Assert.Single(await archive.Conflicts.ReadAsync(default).ToListAsync());
        var before = await DumpAsync();

        await using (var archive = await DataDirectory.OpenAsync(_directory))
        {
            var report = await ReindexAsync(archive);

            Assert.Equal((300, 0), (report.Instances, report.Damage.Count));
            Assert.Equal(report.TotalBytes, report.Bytes);
            Assert.Single(await archive.Conflicts.ReadAsync(default).ToListAsync());
            Assert.Equal(IngestOutcome.Duplicate, (await archive.Ingest.SendAsync(Image(0))).Outcome);
        }

        Assert.Equal(before, await DumpAsync());
        Assert.Equal(["index.db"], IndexFilesIn(_directory));
    }

    [Fact]
    public async Task Lets_a_search_go_on_that_has_begun_in_the_former_index()
    {
        await using var archive = await FilledAsync();
        var keys = Fetching.Keys("IMAGE", (Tags.StudyInstanceUID, ""), (Tags.SOPInstanceUID, ""));
        var found = new List<string>();
        await using (var search = archive.Query.Find(QueryRoot.Study, keys, QueryOptions.Baseline with { IsRelational = true }, "PACS").GetAsyncEnumerator())
        {
            Assert.True(await search.MoveNextAsync());
            found.Add(search.Current.GetString(Tags.SOPInstanceUID)!);
            await ReindexAsync(archive);
            await ReindexAsync(archive);
            Assert.Contains("index.db", IndexFilesIn(_directory));
            while (await search.MoveNextAsync()) found.Add(search.Current.GetString(Tags.SOPInstanceUID)!);
        }

        Assert.Equal(299, found.Distinct().Count());
        Assert.Equal(299, found.Count);
        Assert.Equal(["index.2.db"], IndexFilesIn(_directory)); // the others went with the search
    }

    [Fact]
    public async Task Lets_a_series_be_read_to_its_end_in_the_former_index()
    {
        await using var archive = await FilledAsync();
        await archive.Deletion.DeleteAsync(Pacs.Index.ArchiveIndex.DefaultTenant, Image(0).Study, null, null, CancellationToken.None);
        var series = Assert.Single(archive.Retrieve.FindSeries(DicomArchive.DefaultTenant, Image(3).Study, null));
        var expected = series.ReadInstances().Select(instance => instance.SopInstanceUid).ToList();

        var read = new List<string>();
        foreach (var instance in series.ReadInstances())
        {
            read.Add(instance.SopInstanceUid);
            if (read.Count == 1) await ReindexAsync(archive); // where the series' row has another key
        }

        Assert.Equal(30, expected.Count);
        Assert.Equal(expected, read);
        Assert.Equal(expected, series.ReadInstances().Select(instance => instance.SopInstanceUid));
    }

    [Fact]
    public async Task Does_not_go_on_in_a_list_of_the_former_index()
    {
        await using var archive = await FilledAsync();
        var keys = Fetching.Keys("STUDY", (Tags.StudyInstanceUID, ""));
        var window = new QueryWindow { Limit = 4 };
        var first = Find(window);
        var found = await first.Select(study => study.GetString(Tags.StudyInstanceUID)).ToListAsync();
        var next = new QueryWindow { After = QueryPosition.Parse(first.Position!.ToString()) };

        Assert.Equal(6, await Find(next).CountAsync());
        await ReindexAsync(archive);
        var lost = Find(next);

        Assert.Equal(4, found.Count);
        Assert.Empty(await lost.ToListAsync());
        Assert.Equal(QueryEnd.PositionLost, lost.End);

        QueryAnswers Find(QueryWindow part) =>
            archive.Query.Find(QueryRoot.Study, keys, QueryOptions.Baseline, "PACS", part, DicomArchive.DefaultTenant);
    }

    [Fact]
    public async Task Takes_in_what_is_stored_and_deleted_meanwhile()
    {
        await using (var archive = await FilledAsync())
        {
            using var enough = new CancellationTokenSource();
            var others = Task.WhenAll(Enumerable.Range(0, 3).Select(sender => StoreAndDeleteAsync(archive, sender, enough.Token)));
            for (var i = 0; i < 3; i++) await ReindexAsync(archive);
            await enough.CancelAsync();
            foreach (var image in (await others).SelectMany(images => images)) Assert.Equal(image.Bytes, await archive.Retrieve.ReadAsync(image));
        }

        await AssertFollowsFromTheLogAsync();
    }

    [Fact]
    public async Task Leaves_the_index_in_use_and_nothing_else_when_it_is_stopped()
    {
        await using (var archive = await FilledAsync())
        {
            using (await archive.Space.PauseAsync(CancellationToken.None)) // for which it waits
            {
                using var stop = new CancellationTokenSource();
                await using var reports = archive.Reindexing.RunAsync(stop.Token).GetAsyncEnumerator();
                var running = reports.MoveNextAsync();
                await stop.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                {
                    while (await running) running = reports.MoveNextAsync();
                });
            }

            Assert.Equal(["index.db"], IndexFilesIn(_directory));
            Assert.Equal(IngestOutcome.Stored, (await archive.Ingest.SendAsync(Image(1000))).Outcome);
            Assert.NotNull((await ReindexAsync(archive)).FinishedAt);
        }

        await AssertFollowsFromTheLogAsync();
    }

    [Fact]
    public async Task Is_asked_for_once_at_a_time()
    {
        await using var archive = await FilledAsync();
        using var pause = await archive.Space.PauseAsync(CancellationToken.None);
        await using var first = archive.Reindexing.RunAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await first.MoveNextAsync());

        await Assert.ThrowsAsync<IOException>(() => ReindexAsync(archive));
    }

    [Fact]
    public async Task Sweeps_up_after_a_run_that_was_killed()
    {
        await using var archive = await FilledAsync();
        using var killed = DataDirectory.CopyWithout(_directory);
        foreach (var name in (string[])["index.new.db", "index.new.db-wal"]) await File.WriteAllTextAsync(Path.Combine(killed, name), "half of something");

        await using (var recovered = await DataDirectory.OpenAsync(killed)) Assert.Equal(Image(1).Bytes, await recovered.Retrieve.ReadAsync(Image(1)));

        Assert.Equal(["index.db"], IndexFilesIn(killed));
    }

    [Fact]
    public async Task Goes_on_with_the_new_index_after_the_process_was_killed_that_had_made_it()
    {
        await using var archive = await FilledAsync();
        using var former = DataDirectory.CopyWithout(_directory);
        await ReindexAsync(archive);
        await archive.Ingest.SendAsync(Image(1000));
        Assert.Equal(Image(1000).Bytes, await archive.Retrieve.ReadAsync(Image(1000)));

        // The former one had not gone yet.
        using var killed = DataDirectory.CopyWithout(_directory);
        foreach (var name in (string[])["index.db", "index.db-wal"]) File.Copy(Path.Combine(former, name), Path.Combine(killed, name));
        await using (var recovered = await DataDirectory.OpenAsync(killed))
        {
            Assert.Equal(0, recovered.Recovery.Replayed);
            Assert.Equal(Image(1000).Bytes, await recovered.Retrieve.ReadAsync(Image(1000)));
        }

        Assert.Equal(["index.db"], IndexFilesIn(killed));
    }

    [Fact]
    public async Task Reports_what_is_damaged_or_missing_and_leaves_it_out()
    {
        await using (var archive = await FilledAsync())
        {
        }

        var damaged = Image(1);
        var segment = DataDirectory.SegmentOf(_directory, damaged);
        var lost = Enumerable.Range(10, 10).Select(Image).First(image => DataDirectory.SegmentOf(_directory, image) != segment);
        DataDirectory.Damage(segment, damaged.Bytes, 300);
        File.Delete(DataDirectory.SegmentOf(_directory, lost));

        await using var reopened = await DataDirectory.OpenAsync(_directory);
        var report = await ReindexAsync(reopened);

        Assert.Equal(2, report.Damage.Count);
        Assert.Contains(report.Damage, line => line.Contains(damaged.Instance, StringComparison.Ordinal));
        Assert.Contains(report.Damage, line => line.Contains("missing", StringComparison.Ordinal));
        Assert.Empty(await reopened.Retrieve.LocateAsync(lost));
        Assert.DoesNotContain((await ReindexAsync(reopened)).Damage, line => line.Contains("missing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replaces_an_index_that_cannot_be_used()
    {
        await using (var archive = await FilledAsync())
        {
        }

        var before = await DumpAsync();
        await File.WriteAllTextAsync(Path.Combine(_directory, "index.db"), new string('x', 10_000));

        var options = new ArchiveOptions { DataDirectory = _directory, NeedsIndex = false };
        await using (var archive = await DicomArchive.OpenAsync(options, TimeProvider.System, CancellationToken.None)) await ReindexAsync(archive);

        Assert.Equal(["index.db", "index.unusable.db"], IndexFilesIn(_directory));
        Assert.Equal(before, await DumpAsync());
    }

    private static TestImage Image(int number) => new()
    {
        PatientId = $"P{number % 10}",
        Study = $"1.2.{number % 10}",
        Series = $"1.2.{number % 10}.1",
        Instance = $"1.2.{number % 10}.1.{number}",
        Version = number,
        PixelLength = 500,
    };

    /// <summary>300 instances of ten studies; one contradicts another, and one was deleted.</summary>
    private async Task<DicomArchive> FilledAsync()
    {
        var archive = await DataDirectory.OpenAsync(_directory);
        for (var i = 0; i < 300; i++) Assert.Equal(IngestOutcome.Stored, (await archive.Ingest.SendAsync(Image(i))).Outcome);
        Assert.Equal(IngestOutcome.KeptAside, (await archive.Ingest.SendAsync(Image(5) with { Version = 1005 }, "CT2")).Outcome);
        await archive.Deletion.DeleteAsync(Pacs.Index.ArchiveIndex.DefaultTenant, Image(7).Study, Image(7).Series, Image(7).Instance, CancellationToken.None);
        return archive;
    }

    /// <summary>Every third goes again. Gives what is held.</summary>
    private static async Task<List<TestImage>> StoreAndDeleteAsync(DicomArchive archive, int sender, CancellationToken enough)
    {
        var held = new List<TestImage>();
        for (var i = 0; !enough.IsCancellationRequested; i++)
        {
            var study = $"1.3.{sender}.{i / 20}";
            var image = new TestImage { PatientId = study, Study = study, Series = $"{study}.1", Instance = $"{study}.1.{i}", Version = i };
            await archive.Ingest.SendAsync(image);
            if (i % 3 > 0) held.Add(image);
            else await archive.Deletion.DeleteAsync(Pacs.Index.ArchiveIndex.DefaultTenant, study, image.Series, image.Instance, CancellationToken.None);
        }

        return held;
    }

    private static async Task<ReindexReport> ReindexAsync(DicomArchive archive)
    {
        ReindexReport? last = null;
        await foreach (var report in archive.Reindexing.RunAsync(CancellationToken.None)) last = report;
        return last!;
    }

    private Task<IReadOnlyList<string>> DumpAsync() => IndexDump.ReadAsync(Path.Combine(_directory, "index.db"));

    private async Task AssertFollowsFromTheLogAsync()
    {
        using var copy = DataDirectory.CopyWithout(_directory, "index.db");
        await using (await DataDirectory.OpenAsync(copy))
        {
        }

        Assert.Equal(await IndexDump.ReadAsync(Path.Combine(copy, "index.db")), await DumpAsync());
    }

    private static string[] IndexFilesIn(string directory) =>
    [
        .. Directory.GetFiles(directory, "index*.db").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal),
    ];
}
