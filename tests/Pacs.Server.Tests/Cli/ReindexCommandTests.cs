namespace Pacs.Server.Tests.Cli;

public sealed class ReindexCommandTests
{
    [Fact]
    public async Task Rebuilds_the_index_of_an_archive_that_serves()
    {
        await using var archive = await ServedArchive.StartAsync();
        await archive.Address.StoreAsync(TestImage.Several(3));

        var reindex = await Tool.RunAsync("reindex", "--data", archive.DataDirectory);
        var find = await Tool.RunAsync("find", $"{archive.Address}", "-k", "StudyInstanceUID=1.2.1", "-k", "NumberOfStudyRelatedInstances", "--json");
        var again = await Tool.RunAsync("reindex", "--data", archive.DataDirectory, "--json");

        Assert.Equal((0, 0), (reindex.ExitCode, again.ExitCode));
        Assert.Contains("Reindexed 3 instances", reindex.Output, StringComparison.Ordinal);
        Assert.Contains("\"instances\": 3", again.Output, StringComparison.Ordinal);
        Assert.Contains("1.2.1", find.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rebuilds_an_index_with_which_the_archive_does_not_start()
    {
        using var folder = new TemporaryDirectory();
        TestFile.Write(folder["in/1"], TestFile.Instance(1));
        await Tool.RunAsync("import", folder["in"], "--data", folder["data"]);
        await File.WriteAllTextAsync(folder["data/index.db"], new string('x', 10_000));
        Assert.Equal(1, (await Tool.RunAsync("status", "--data", folder["data"])).ExitCode);

        Assert.Contains("Reindexed 1 instances", (await Tool.RunAsync("reindex", "--data", folder["data"])).Output, StringComparison.Ordinal);
        Assert.Contains("1 instances", (await Tool.RunAsync("status", "--data", folder["data"])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_is_damaged_and_fails()
    {
        await using var archive = await ServedArchive.StartAsync();
        var images = TestImage.Several(3);
        await archive.Address.StoreAsync(images);
        archive.Damage(images[1].Bytes);

        var reindex = await Tool.RunAsync("reindex", "--data", archive.DataDirectory);

        Assert.Equal(1, reindex.ExitCode);
        Assert.Contains("Reindexed 2 instances", reindex.Output, StringComparison.Ordinal);
        Assert.Contains("1 damaged", reindex.Output, StringComparison.Ordinal);
        Assert.Contains(images[1].Instance, reindex.Output, StringComparison.Ordinal);
    }
}
