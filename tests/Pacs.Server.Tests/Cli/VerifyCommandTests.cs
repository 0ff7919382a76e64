namespace Pacs.Server.Tests.Cli;

public sealed class VerifyCommandTests
{
    [Fact]
    public async Task Says_that_all_is_sound()
    {
        await using var archive = await ServedArchive.StartAsync();
        await archive.Address.StoreAsync(TestImage.Several(3));

        var verify = await Tool.RunAsync("verify", "--data", archive.DataDirectory);

        Assert.Equal(0, verify.ExitCode);
        Assert.Contains("Verified 3 members", verify.Output, StringComparison.Ordinal);
        Assert.Contains(": 0 damaged", verify.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_is_damaged_and_fails()
    {
        await using var archive = await ServedArchive.StartAsync();
        var images = TestImage.Several(3);
        await archive.Address.StoreAsync(images);
        archive.Damage(images[1].Bytes);

        var verify = await Tool.RunAsync("verify", "--data", archive.DataDirectory);
        var study = await Tool.RunAsync("verify", "--data", archive.DataDirectory, "--study", "1.2.1");

        Assert.Equal((1, 1), (verify.ExitCode, study.ExitCode));
        Assert.Contains("1 damaged", verify.Output, StringComparison.Ordinal);
        Assert.Contains(images[1].Instance, verify.Output, StringComparison.Ordinal);
        Assert.Contains("1 DAMAGED", (await Tool.RunAsync("status", "--data", archive.DataDirectory)).Output, StringComparison.Ordinal);
    }
}
