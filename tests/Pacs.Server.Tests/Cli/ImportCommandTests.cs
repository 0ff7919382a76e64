using Pacs.Dicom.Transfer;

namespace Pacs.Server.Tests.Cli;

public sealed class ImportCommandTests
{
    private const string Series = $"{TestFile.Study}/{TestFile.Study}.1";

    [Fact]
    public async Task Brings_in_what_is_found_and_served_byte_for_byte()
    {
        using var folder = new TemporaryDirectory();
        var explicitBytes = TestFile.Write(folder["in/a/1.dcm"], TestFile.Instance(1));
        var bare = TestFile.Write(folder["in/b/2.dcm"], TestFile.Instance(2), TransferSyntax.ImplicitVrLittleEndian);
        await File.WriteAllBytesAsync(folder["in/b/2.dcm"], bare); // without file meta information
        await File.WriteAllTextAsync(folder["in/notes.txt"], "Not an image: a note of some length.");

        var import = await Tool.RunAsync("import", folder["in"], "--data", folder["data"]);

        Assert.Equal(0, import.ExitCode);
        Assert.Equal((2, 1), (import.Count("accepted"), import.Count("skipped")));

        await using var archive = await ServedArchive.StartAsync(("DataDirectory", folder["data"]));
        await Tool.RunAsync(
            "get", $"{archive.Address}", "-k", $"StudyInstanceUID={TestFile.Study}", "-o", folder["out"]);
        Assert.Equal(explicitBytes, TestFile.DataSetOf(folder[$"out/{Series}/{TestFile.Study}.1.1.dcm"]));
        Assert.Equal(bare, TestFile.DataSetOf(folder[$"out/{Series}/{TestFile.Study}.1.2.dcm"]));
    }

    [Fact]
    public async Task Passes_over_what_an_earlier_run_has_finished()
    {
        using var folder = new TemporaryDirectory();
        for (var i = 1; i <= 3; i++) TestFile.Write(folder[$"in/{i}"], TestFile.Instance(i));
        await Tool.RunAsync("import", folder["in"], "--data", folder["data"]);
        TestFile.Write(folder["in/4"], TestFile.Instance(4));
        TestFile.Write(folder["in/3"], TestFile.Instance(3, patientName: "Changed^Since"));

        var second = await Tool.RunAsync("import", folder["in"], "--data", folder["data"]);

        Assert.Equal((1, 1, 2), (second.Count("accepted"), second.Count("with warnings"), second.Count("done before")));
        Assert.Contains(
            "1  replaces other bytes under the same SOP Instance UID", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_what_the_archive_holds_already_when_the_journal_is_lost()
    {
        using var folder = new TemporaryDirectory();
        for (var i = 1; i <= 3; i++) TestFile.Write(folder[$"in/{i}"], TestFile.Instance(i));
        await Tool.RunAsync("import", folder["in"], "--data", folder["data"]);
        var journal = await File.ReadAllBytesAsync(folder["data/import.journal"]);
        await File.WriteAllBytesAsync(folder["data/import.journal"], journal[..^5]); // a crash in the last line

        var second = await Tool.RunAsync("import", folder["in"], "--data", folder["data"]);
        var third = await Tool.RunAsync("import", folder["in"], "--data", folder["data"]);
        var again = await Tool.RunAsync("import", folder["in"], "--data", folder["data"], "--again");

        Assert.Equal((2, 1), (second.Count("done before"), second.Count("held already")));
        Assert.Equal(3, third.Count("done before"));
        Assert.Equal(3, again.Count("held already"));
    }

    [Fact]
    public async Task Refuses_to_touch_the_data_of_an_archive_that_runs()
    {
        using var folder = new TemporaryDirectory();
        await using var archive = await ServedArchive.StartAsync(("DataDirectory", folder["data"]));
        TestFile.Write(folder["in/1"], TestFile.Instance(1));

        var import = await Tool.RunAsync("import", folder["in"], "--data", folder["data"]);

        Assert.Equal(1, import.ExitCode);
        Assert.Contains("pacs: ", import.Error, StringComparison.Ordinal);
        Assert.Contains(folder["data"], import.Error, StringComparison.Ordinal);
        Assert.Single(import.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Fails_when_a_file_is_damaged_and_takes_it_up_again()
    {
        using var folder = new TemporaryDirectory();
        TestFile.Write(folder["in/1"], TestFile.Instance(1));
        TestFile.Write(folder["in/2"], TestFile.Instance(2));
        var whole = await File.ReadAllBytesAsync(folder["in/2"]);
        await File.WriteAllBytesAsync(folder["in/2"], whole[..^3]);

        var import = await Tool.RunAsync("import", folder["in"], "--data", folder["data"]);
        await File.WriteAllBytesAsync(folder["in/2"], whole);
        var second = await Tool.RunAsync("import", folder["in"], "--data", folder["data"]);

        Assert.Equal((1, 1), (import.ExitCode, import.Count("refused")));
        Assert.Equal((0, 1, 1), (second.ExitCode, second.Count("accepted"), second.Count("done before")));
    }
}
