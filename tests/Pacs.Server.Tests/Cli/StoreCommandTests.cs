using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Server.Tests.Cli;

public sealed class StoreCommandTests
{
    private static readonly TransferSyntax JpegBaseline = TransferSyntax.Of(TransferSyntaxUids.JPEGBaseline8Bit);

    [Fact]
    public async Task Sends_what_is_dicom_in_folders_and_counts_what_is_not()
    {
        using var folder = new TemporaryDirectory();
        await using var archive = await ServedArchive.StartAsync();
        for (var i = 1; i <= 5; i++) TestFile.Write(folder[$"in/{i % 2}/{i}.dcm"], TestFile.Instance(i));
        TestFile.Write(folder["in/DICOMDIR"], Directory());
        await File.WriteAllTextAsync(folder["in/notes.txt"], "Not an image: a note of some length.");
        await File.WriteAllTextAsync(folder["in/empty"], "");

        var store = await Tool.RunAsync("store", $"{archive.Address}", folder["in"], "--parallel", "2");

        Assert.Equal(0, store.ExitCode);
        Assert.Equal(5, store.Count("accepted"));
        Assert.Equal(3, store.Count("skipped"));
        Assert.Contains("1  DICOMDIR", store.Output, StringComparison.Ordinal);
        Assert.Contains("1  not a DICOM file", store.Output, StringComparison.Ordinal);
        Assert.Contains("1  empty file", store.Output, StringComparison.Ordinal);
        Assert.Contains(
            "1 match\n", (await Tool.RunAsync("find", $"{archive.Address}")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_what_is_refused_by_reason_and_fails()
    {
        using var folder = new TemporaryDirectory();
        await using var archive = await ServedArchive.StartAsync();
        TestFile.Write(folder["in/good.dcm"], TestFile.Instance(1));
        foreach (var i in (int[])[2, 3])
        {
            var instance = TestFile.Instance(i);
            instance.Remove(Tags.StudyInstanceUID);
            TestFile.Write(folder[$"in/bad{i}.dcm"], instance);
        }

        var store = await Tool.RunAsync("store", $"{archive.Address}", folder["in"], "--verbose");

        Assert.Equal(1, store.ExitCode);
        Assert.Equal(1, store.Count("accepted"));
        Assert.Equal(2, store.Count("refused"));
        Assert.Contains("2  0xC000 Cannot understand", store.Output, StringComparison.Ordinal);
        Assert.Contains($"ok       {folder["in/good.dcm"]}", store.Output, StringComparison.Ordinal);
        Assert.Contains($"REFUSED  {folder["in/bad2.dcm"]}: 0xC000", store.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_what_the_data_set_is_where_the_meta_information_says_otherwise()
    {
        using var folder = new TemporaryDirectory();
        await using var archive = await ServedArchive.StartAsync();
        TestFile.Write(folder["in/one.dcm"], TestFile.Instance(1));
        var bytes = await File.ReadAllBytesAsync(folder["in/one.dcm"]);
        var stale = bytes.AsSpan().IndexOf("1.2.826.0.1.1.1.1"u8);
        bytes[stale] = (byte)'2'; // the UID in the meta information comes first
        await File.WriteAllBytesAsync(folder["in/one.dcm"], bytes);

        Assert.Equal(1, (await Tool.RunAsync("store", $"{archive.Address}", folder["in"])).Count("accepted"));
    }

    [Fact]
    public async Task Converts_for_a_peer_that_takes_implicit_vr_only()
    {
        using var folder = new TemporaryDirectory();
        var instance = TestFile.Instance(1);
        TestFile.Write(folder["in/explicit.dcm"], instance);
        TestFile.Write(folder["in/deflated.dcm"], TestFile.Instance(2), TransferSyntax.DeflatedExplicitVrLittleEndian);
        TestFile.Write(folder["in/jpeg.dcm"], TestFile.Encapsulated(3), JpegBaseline);
        await using var receiver = new ImplicitReceiver();

        var store = await Tool.RunAsync("store", $"{receiver.Address}", folder["in"]);

        Assert.Equal(1, store.ExitCode);
        Assert.Equal(2, store.Count("accepted"));
        Assert.Contains(
            "1  transfer syntax not accepted: JPEG Baseline (Process 1)", store.Output, StringComparison.Ordinal);
        Assert.Contains(receiver.Received, received =>
            received.AsSpan().SequenceEqual(DataSetWriter.ToArray(instance, TransferSyntax.ImplicitVrLittleEndian)));
    }

    [Fact]
    public async Task Goes_on_over_a_new_association_when_the_peer_aborts_one()
    {
        using var folder = new TemporaryDirectory();
        for (var i = 1; i <= 3; i++) TestFile.Write(folder[$"in/{i}.dcm"], TestFile.Instance(i));
        await using var receiver = new ImplicitReceiver { AbortsOver = $"{TestFile.Study}.1.2" };

        var store = await Tool.RunAsync("store", $"{receiver.Address}", folder["in"]);

        Assert.Equal(1, store.ExitCode);
        Assert.Equal(2, store.Count("accepted"));
        Assert.Equal(1, store.Count("refused"));
        Assert.Contains("The peer aborted the association", store.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_how_many_were_not_sent_when_nobody_answers()
    {
        using var folder = new TemporaryDirectory();
        for (var i = 1; i <= 3; i++) TestFile.Write(folder[$"in/{i}.dcm"], TestFile.Instance(i));
        string peer;
        await using (var receiver = new ImplicitReceiver()) peer = $"{receiver.Address}";

        var store = await Tool.RunAsync("store", peer, folder["in"]);

        Assert.Equal(1, store.ExitCode);
        Assert.Equal(3, store.Count("not sent"));
        Assert.Contains("Connection refused", store.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_path_there_is_nothing_at()
    {
        using var folder = new TemporaryDirectory();

        var store = await Tool.RunAsync("store", "127.0.0.1:1", folder["nowhere"]);

        Assert.Equal(2, store.ExitCode);
        Assert.Equal($"pacs: there is no {folder["nowhere"]}.\n", store.Error);
    }

    private static DataSet Directory()
    {
        var dataSet = new DataSet();
        dataSet.Set(Tags.SOPClassUID, Vr.UI, SopClasses.MediaStorageDirectoryStorage);
        return dataSet;
    }
}
