using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;

namespace Pacs.Server.Tests.Cli;

public sealed class RenderCommandTests
{
    [Theory]
    [InlineData("one.png", TransferSyntaxUids.ImplicitVRLittleEndian, "\u0089PNG")]
    [InlineData("one.JPG", TransferSyntaxUids.ExplicitVRBigEndian, "\u00FF\u00D8\u00FF")]
    [InlineData("one.webp", TransferSyntaxUids.ExplicitVRLittleEndian, "RIFF")]
    [InlineData("one.gif", TransferSyntaxUids.DeflatedExplicitVRLittleEndian, "GIF89a")]
    public async Task Writes_the_picture_that_the_name_says(string name, string syntax, string start)
    {
        using var folder = new TemporaryDirectory();
        TestFile.Write(folder["one.dcm"], Image(), TransferSyntax.Of(syntax));

        var render = await Tool.RunAsync("render", folder["one.dcm"], "-o", folder[name], "--viewport", "20,20", "--annotate");

        Assert.Equal((0, ""), (render.ExitCode, render.Error));
        Assert.Equal(start, string.Concat((await File.ReadAllBytesAsync(folder[name])).Take(start.Length).Select(value => (char)value)));
    }

    [Theory]
    [InlineData("--output", "one.tif")]
    [InlineData("--quality", "101")]
    [InlineData("--window", "40")]
    [InlineData("--window", "40,0")]
    [InlineData("--window", "40,80,cubic")]
    [InlineData("--viewport", "0,10")]
    [InlineData("--viewport", "10,10,0")]
    [InlineData("--viewport", "10000,10")]
    public async Task Says_what_an_option_has_to_be(string option, string value)
    {
        using var folder = new TemporaryDirectory();
        TestFile.Write(folder["one.dcm"], Image());
        string[] output = option == "--output" ? [] : ["-o", folder["one.png"]];

        var render = await Tool.RunAsync(["render", folder["one.dcm"], .. output, option, value]);

        Assert.Equal(2, render.ExitCode);
        Assert.NotEmpty(render.Error);
    }

    [Fact]
    public async Task Says_why_there_is_no_picture()
    {
        using var folder = new TemporaryDirectory();
        var report = Image();
        report.Remove(Tags.PixelData);
        TestFile.Write(folder["report.dcm"], report);
        TestFile.Write(folder["image.dcm"], Image());

        var none = await Tool.RunAsync("render", folder["report.dcm"], "-o", folder["one.png"]);
        var beyond = await Tool.RunAsync("render", folder["image.dcm"], "-o", folder["one.png"], "--frame", "2");

        Assert.Equal((1, 1), (none.ExitCode, beyond.ExitCode));
        Assert.Contains("no pixel data", none.Error, StringComparison.Ordinal);
        Assert.Contains("frames 1 to 1", beyond.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["one.png"]));
    }

    private static DataSet Image()
    {
        var image = TestFile.Instance(1);
        image.Set(Tags.Columns, (ushort)2);
        image.Set(Tags.BitsAllocated, (ushort)16);
        return image;
    }
}
