using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;

namespace Pacs.Server.Tests.Cli;

public sealed class GetCommandTests
{
    private const string Series = $"{TestFile.Study}/{TestFile.Study}.1";

    private static readonly TransferSyntax JpegBaseline = TransferSyntax.Of(TransferSyntaxUids.JPEGBaseline8Bit);
    private static readonly TransferSyntax Jpeg2000 = TransferSyntax.Of(TransferSyntaxUids.JPEG2000Lossless);
    private static readonly TransferSyntax Htj2k = TransferSyntax.Of(TransferSyntaxUids.HTJ2KLossless);

    [Fact]
    public async Task Writes_every_encoding_of_a_study_as_it_was_sent()
    {
        using var folder = new TemporaryDirectory();
        await using var archive = await ServedArchive.StartAsync();
        var sent = new Dictionary<int, byte[]>
        {
            [1] = TestFile.Write(folder["in/1"], TestFile.Instance(1)),
            [2] = TestFile.Write(folder["in/2"], TestFile.Instance(2), TransferSyntax.ImplicitVrLittleEndian),
            [3] = TestFile.Write(folder["in/3"], TestFile.Instance(3), TransferSyntax.ExplicitVrBigEndian),
            [4] = TestFile.Write(folder["in/4"], TestFile.Instance(4), TransferSyntax.DeflatedExplicitVrLittleEndian),
            [5] = TestFile.Write(folder["in/5"], TestFile.Encapsulated(5), JpegBaseline),
            [6] = TestFile.Write(folder["in/6"], TestFile.Encapsulated(6), Jpeg2000),
            [7] = TestFile.Write(folder["in/7"], TestFile.Encapsulated(7), Htj2k),
        };
        Assert.Equal(0, (await Tool.RunAsync("store", $"{archive.Address}", folder["in"])).ExitCode);

        var get = await Tool.RunAsync(
            "get", $"{archive.Address}", "-k", $"StudyInstanceUID={TestFile.Study}", "--output", folder["out"]);

        Assert.Equal(0, get.ExitCode);
        Assert.Equal(sent.Count, get.Count("accepted"));
        foreach (var (number, bytes) in sent)
        {
            Assert.Equal(bytes, TestFile.DataSetOf(folder[$"out/{Series}/{TestFile.Study}.1.{number}.dcm"]));
        }

        Assert.Equal(sent.Count, Directory.EnumerateFiles(folder["out"], "*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    [Trait("Conformance", "8")]
    public async Task Brings_rare_encodings_among_more_classes_than_one_association_has_contexts_for()
    {
        const int Classes = 70;
        using var folder = new TemporaryDirectory();
        await using var archive = await ServedArchive.StartAsync();
        for (var i = 1; i <= Classes; i++)
        {
            var instance = TestFile.Instance(i);
            instance.Set(Tags.SOPClassUID, Vr.UI, $"1.2.826.0.2.{i}");
            TestFile.Write(folder[$"in/{i}"], instance);
        }

        var rare = TransferSyntax.Of("1.2.840.10008.1.2.4.52");
        var sent = new Dictionary<int, byte[]>
        {
            [101] = TestFile.Write(folder["in/101"], TestFile.Encapsulated(101), Jpeg2000),
            [102] = TestFile.Write(folder["in/102"], TestFile.Encapsulated(102), rare),
        };
        Assert.Equal(0, (await Tool.RunAsync("store", $"{archive.Address}", folder["in"])).ExitCode);

        var get = await Tool.RunAsync(
            "get", $"{archive.Address}", "-k", $"StudyInstanceUID={TestFile.Study}", "--output", folder["out"]);

        Assert.Equal("", get.Error);
        Assert.Equal(0, get.ExitCode);
        Assert.Equal(Classes + sent.Count, get.Count("accepted"));
        foreach (var (number, bytes) in sent)
        {
            Assert.Equal(bytes, TestFile.DataSetOf(folder[$"out/{Series}/{TestFile.Study}.1.{number}.dcm"]));
        }
    }

    [Fact]
    public async Task Says_what_no_association_brought()
    {
        using var folder = new TemporaryDirectory();
        await using var archive = await ServedArchive.StartAsync();
        TestFile.Write(folder["in/1"], TestFile.Instance(1));
        TestFile.Write(folder["in/2"], TestFile.Encapsulated(2), TransferSyntax.Of("1.2.826.0.3.1"));
        Assert.Equal(0, (await Tool.RunAsync("store", $"{archive.Address}", folder["in"])).ExitCode);

        var get = await Tool.RunAsync(
            "get", $"{archive.Address}", "-k", $"StudyInstanceUID={TestFile.Study}", "--output", folder["out"]);

        Assert.Equal(1, get.ExitCode);
        Assert.Equal((1, 1), (get.Count("accepted"), get.Count("refused")));
        Assert.Contains($"{TestFile.Study}.1.2", get.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetches_a_series_and_nothing_else()
    {
        using var folder = new TemporaryDirectory();
        await using var archive = await ServedArchive.StartAsync();
        TestFile.Write(folder["in/1"], TestFile.Instance(1, series: "1"));
        TestFile.Write(folder["in/2"], TestFile.Instance(2, series: "2"));
        await Tool.RunAsync("store", $"{archive.Address}", folder["in"]);

        var get = await Tool.RunAsync(
            "get", $"{archive.Address}", "--level", "SERIES", "-o", folder["out"],
            "-k", $"StudyInstanceUID={TestFile.Study}", "-k", $"SeriesInstanceUID={TestFile.Study}.2");

        Assert.Equal(0, get.ExitCode);
        var file = Assert.Single(Directory.EnumerateFiles(folder["out"], "*", SearchOption.AllDirectories));
        Assert.EndsWith($"{TestFile.Study}.2.2.dcm", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_nothing_matched()
    {
        using var folder = new TemporaryDirectory();
        await using var archive = await ServedArchive.StartAsync();

        var get = await Tool.RunAsync("get", $"{archive.Address}", "-k", "StudyInstanceUID=1.2.3", "-o", folder["out"]);

        Assert.StartsWith("Fetched 0 of 0 instances", get.Output, StringComparison.Ordinal);
        Assert.Equal(0, get.ExitCode);
    }

    [Fact]
    public async Task Wants_to_know_what_to_fetch()
    {
        var get = await Tool.RunAsync("get", "127.0.0.1:1", "-k", "StudyInstanceUID");

        Assert.Equal(2, get.ExitCode);
        Assert.Contains("Say what to retrieve", get.Error, StringComparison.Ordinal);
    }
}
