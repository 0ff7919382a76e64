namespace Pacs.Server.Tests.Cli;

public sealed class DeleteCommandTests
{
    [Fact]
    public async Task Deletes_from_an_archive_that_serves()
    {
        await using var archive = await ServedArchive.StartAsync();
        await archive.Address.StoreAsync(TestImage.Several(3));

        var delete = await Tool.RunAsync("delete", "1.2.1", "--data", archive.DataDirectory);

        Assert.Equal(0, delete.ExitCode);
        Assert.Contains("Deleted 3 instances", delete.Output, StringComparison.Ordinal);
        var again = await Tool.RunAsync("delete", "1.2.1", "--data", archive.DataDirectory);
        Assert.Equal(1, again.ExitCode);
    }
}
