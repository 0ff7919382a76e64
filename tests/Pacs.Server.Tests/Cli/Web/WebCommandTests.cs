using System.Buffers;
using Pacs.Dicom.Part10;

namespace Pacs.Server.Tests.Cli.Web;

public sealed class WebCommandTests
{
    [Fact]
    public async Task Stores_what_a_folder_holds_and_tells_what_was_refused_and_why()
    {
        await using var archive = await ServedArchive.StartAsync();
        using var folder = new TemporaryDirectory();
        foreach (var image in TestImage.Several(3)) await WriteAsync(folder, image);
        await WriteAsync(folder, new TestImage("1.2.9") { Series = "none" });
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "no image");

        var tool = await Tool.RunAsync("web", "store", $"{archive.Http}dicom-web", folder, "--verbose");

        Assert.Equal(1, tool.ExitCode);
        Assert.Equal((3, 1, 1), (tool.Count("accepted"), tool.Count("refused"), tool.Count("skipped")));
        Assert.Contains("failure reason 0xC000", tool.Output, StringComparison.Ordinal);
        var found = await Tool.RunAsync("find", $"PACS@{archive.Address.Host}:{archive.Address.Port}", "-k", "StudyInstanceUID=1.2.1");
        Assert.Contains("1 match", found.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_the_fate_of_each_of_two_files_of_one_instance()
    {
        await using var archive = await ServedArchive.StartAsync();
        using var folder = new TemporaryDirectory();
        var image = TestImage.Several(1)[0];
        await WriteAsync(folder, image, "whole");
        await WriteAsync(folder, image with { Series = "none" }, "without a series");

        var tool = await Tool.RunAsync("web", "store", $"{archive.Http}dicom-web", folder, "--verbose");

        Assert.Equal((1, 1), (tool.Count("accepted"), tool.Count("refused")));
    }

    [Fact]
    public async Task Says_what_the_service_answered()
    {
        await using var archive = await ServedArchive.StartAsync();

        var tool = await Tool.RunAsync("web", "get", $"{archive.Http}nothing-here", "1.2.3");

        Assert.Equal(1, tool.ExitCode);
        Assert.Contains("404", tool.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_nobody_answers()
    {
        var tool = await Tool.RunAsync("web", "find", "http://127.0.0.1:1/dicom-web");

        Assert.Equal(1, tool.ExitCode);
        Assert.StartsWith("pacs: ", tool.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("web", "find", "not a URL")]
    [InlineData("web", "find", "ftp://x/")]
    [InlineData("web", "delete", "http://x/", "1.2", "--instance", "3")]
    [InlineData("web", "get", "http://x/", "1.2", "--header", "no-colon")]
    public async Task Refuses_arguments_that_mean_nothing(params string[] args) =>
        Assert.Equal(2, (await Tool.RunAsync(args)).ExitCode);

    private static async Task WriteAsync(string folder, TestImage image, string? name = null)
    {
        var head = new ArrayBufferWriter<byte>();
        new FileMetaInformation
        {
            MediaStorageSopClassUid = image.SopClass,
            MediaStorageSopInstanceUid = image.Instance,
            TransferSyntax = image.Syntax,
        }.Write(head);
        await File.WriteAllBytesAsync(Path.Combine(folder, $"{name ?? image.Instance}.dcm"), [.. head.WrittenSpan, .. image.Bytes]);
    }
}
