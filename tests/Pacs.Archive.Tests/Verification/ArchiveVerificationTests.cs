using Pacs.Archive.Verification;

namespace Pacs.Archive.Tests.Verification;

public sealed class ArchiveVerificationTests
{
    private static readonly VerificationScope Everything = new() { BytesPerSecond = long.MaxValue };

    [Fact]
    public async Task Finds_what_is_sound_sound()
    {
        using var directory = new TemporaryDirectory();
        await using var archive = await DataDirectory.OpenAsync(directory);
        await archive.Ingest.SendAsync(Numbered(1));
        await archive.Ingest.SendAsync(Numbered(2) with { PixelLength = 5 << 20 }); // a segment of its own

        var report = await LastAsync(archive, Everything);

        Assert.Equal((2, 0), (report.Members, report.Damaged));
        Assert.Equal(report.TotalBytes, report.Bytes);
        Assert.NotNull(report.FinishedAt);
    }

    [Fact]
    public async Task Finds_the_one_that_has_changed_and_leaves_it()
    {
        using var directory = new TemporaryDirectory();
        await using var archive = await DataDirectory.OpenAsync(directory);
        foreach (var i in Enumerable.Range(1, 3)) await archive.Ingest.SendAsync(Numbered(i));
        var segment = DataDirectory.SegmentOf(directory, Numbered(2));
        DataDirectory.Damage(segment, Numbered(2).Bytes, 100);
        var before = await File.ReadAllBytesAsync(segment);

        var report = await LastAsync(archive, Everything);

        Assert.Equal((2, 1), (report.Members, report.Damaged));
        Assert.Contains("1.2.1.1.2", Assert.Single(report.Damage).Explanation, StringComparison.Ordinal);
        Assert.Equal(report, archive.Verification.Last);
        Assert.Equal(before, await File.ReadAllBytesAsync(segment));
    }

    [Fact]
    public async Task Finds_damage_at_the_end_of_the_segment_that_is_being_written()
    {
        using var directory = new TemporaryDirectory();
        await using var archive = await DataDirectory.OpenAsync(directory);
        await archive.Ingest.SendAsync(Numbered(1));
        DataDirectory.Damage(DataDirectory.SegmentOf(directory, Numbered(1)), Numbered(1).Bytes, 100);

        Assert.Equal(1, (await LastAsync(archive, Everything)).Damaged);
    }

    [Fact]
    public async Task Misses_a_segment_that_is_gone()
    {
        using var directory = new TemporaryDirectory();
        await using var archive = await DataDirectory.OpenAsync(directory);
        await archive.Ingest.SendAsync(Numbered(1));
        File.Delete(DataDirectory.SegmentOf(directory, Numbered(1)));

        var report = await LastAsync(archive, Everything);

        Assert.Contains("missing", Assert.Single(report.Damage).Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Goes_on_where_it_was_stopped()
    {
        using var directory = new TemporaryDirectory();
        await using (var archive = await DataDirectory.OpenAsync(directory))
        {
            foreach (var i in Enumerable.Range(1, 3)) await archive.Ingest.SendAsync(Numbered(i));
            DataDirectory.Damage(DataDirectory.SegmentOf(directory, Numbered(1)), Numbered(1).Bytes, 100);
            await foreach (var report in archive.Verification.RunAsync(Everything, CancellationToken.None))
            {
                Assert.Equal((0, 1), (report.Members, report.Damaged)); // the first is damaged, and told at once
                break;
            }
        }

        await using var again = await DataDirectory.OpenAsync(directory);
        Assert.Null(again.Verification.Last?.FinishedAt);
        DataDirectory.Damage(DataDirectory.SegmentOf(directory, Numbered(3)), Numbered(3).Bytes, 100);

        var resumed = await LastAsync(again, Everything);
        Assert.Equal((1, 2), (resumed.Members, resumed.Damaged)); // one of them is known from the first half

        var anew = await LastAsync(again, Everything with { FromStart = true });
        Assert.Equal((1, 2), (anew.Members, anew.Damaged));
        Assert.True(anew.StartedAt > resumed.StartedAt);
    }

    [Fact]
    public async Task Reads_one_study()
    {
        using var directory = new TemporaryDirectory();
        await using var archive = await DataDirectory.OpenAsync(directory);
        var other = new TestImage { Study = "1.2.2", Series = "1.2.2.1", Instance = "1.2.2.1.1" };
        await archive.Ingest.SendAsync(Numbered(1));
        await archive.Ingest.SendAsync(other);
        DataDirectory.Damage(DataDirectory.SegmentOf(directory, other), other.Bytes, 100);

        Assert.Equal((1, 0), await CountsAsync("1.2.1"));
        Assert.Equal((0, 1), await CountsAsync("1.2.2"));
        Assert.Null(archive.Verification.Last);

        async Task<(long Members, long Damaged)> CountsAsync(string study)
        {
            var report = await LastAsync(archive, Everything with { StudyInstanceUid = study });
            return (report.Members, report.Damaged);
        }
    }

    private static TestImage Numbered(int number) => new() { Instance = $"1.2.1.1.{number}", Version = number };

    private static async Task<VerificationReport> LastAsync(DicomArchive archive, VerificationScope scope)
    {
        VerificationReport? last = null;
        await foreach (var report in archive.Verification.RunAsync(scope, CancellationToken.None)) last = report;
        return Assert.IsType<VerificationReport>(last);
    }
}
