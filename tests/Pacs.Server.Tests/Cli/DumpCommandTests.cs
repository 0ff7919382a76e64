using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;

namespace Pacs.Server.Tests.Cli;

public sealed class DumpCommandTests
{
    [Theory]
    [InlineData(TransferSyntaxUids.ImplicitVRLittleEndian)]
    [InlineData(TransferSyntaxUids.ExplicitVRLittleEndian)]
    [InlineData(TransferSyntaxUids.ExplicitVRBigEndian)]
    [InlineData(TransferSyntaxUids.DeflatedExplicitVRLittleEndian)]
    public async Task Lists_elements_with_their_values_in_every_native_encoding(string syntax)
    {
        using var folder = new TemporaryDirectory();
        TestFile.Write(folder["one.dcm"], TestFile.Instance(1), TransferSyntax.Of(syntax));

        var dump = await Tool.RunAsync("dump", folder["one.dcm"]);

        Assert.Equal(0, dump.ExitCode);
        Assert.Contains(
            $"(0002,0010) UI {syntax.Length + (syntax.Length % 2),9}  TransferSyntaxUID", dump.Output,
            StringComparison.Ordinal);
        Assert.Contains(
            "SOPClassUID                         1.2.840.10008.5.1.4.1.1.2 = CT Image Storage\n", dump.Output,
            StringComparison.Ordinal);
        Assert.Contains(
            "(0010,0010) PN        10  PatientName                         Jérôme^Buc\n", dump.Output,
            StringComparison.Ordinal);
        Assert.Contains(
            "(0028,0010) US         2  Rows                                2\n", dump.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Indents_items_and_names_the_creators_of_private_elements()
    {
        using var folder = new TemporaryDirectory();
        var instance = TestFile.Instance(1);
        var item = new DataSet();
        instance.Set(new DataElement(Tags.ReferencedImageSequence, [item]));
        item.Set(Tags.PatientName, Vr.PN, "Ä^Ö");
        instance.Set(new Tag(0x0029, 0x0010), Vr.LO, "ACME 1.0");
        instance.Set(new Tag(0x0029, 0x1001), Vr.SH, "secret");
        TestFile.Write(folder["one.dcm"], instance);

        var dump = await Tool.RunAsync("dump", folder["one.dcm"]);

        Assert.Contains(
            "\n  item 1\n    (0010,0010) PN         4  PatientName                     Ä^Ö\n", dump.Output,
            StringComparison.Ordinal);
        Assert.Contains("(0029,1001) SH         6  [ACME 1.0]", dump.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_fragments_in_one_line()
    {
        using var folder = new TemporaryDirectory();
        var jpeg = TransferSyntax.Of(TransferSyntaxUids.JPEGBaseline8Bit);
        TestFile.Write(folder["one.dcm"], TestFile.Encapsulated(1), jpeg);

        var dump = await Tool.RunAsync("dump", folder["one.dcm"]);

        Assert.Contains(
            "(7FE0,0010) OB undefined  PixelData                           fragments: 1, bytes: 4, offsets: 0\n",
            dump.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cuts_lines_at_the_width_wanted()
    {
        using var folder = new TemporaryDirectory();
        TestFile.Write(folder["one.dcm"], TestFile.Instance(1, patientName: new string('漢', 100)));

        var dump = await Tool.RunAsync("dump", "--width", "70", folder["one.dcm"]);

        Assert.All(dump.Output.Split('\n').Where(line => line.StartsWith('(')), line => Assert.True(line.Length <= 70));
        Assert.Contains("…", dump.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_a_damaged_file_up_to_the_damage()
    {
        using var folder = new TemporaryDirectory();
        TestFile.Write(folder["one.dcm"], TestFile.Instance(1));
        await File.WriteAllBytesAsync(folder["one.dcm"], (await File.ReadAllBytesAsync(folder["one.dcm"]))[..^3]);

        var dump = await Tool.RunAsync("dump", folder["one.dcm"]);

        Assert.Equal(1, dump.ExitCode);
        Assert.Contains("Rows", dump.Output, StringComparison.Ordinal);
        Assert.Equal(
            $"pacs: {folder["one.dcm"]} is damaged: the file ends 3 bytes before the value of (7FE0,0010) does.\n",
            dump.Error);
    }

    [Fact]
    public async Task Says_of_each_file_why_it_cannot_be_listed()
    {
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(folder["notes.txt"], "Not an image: a note of some length.");

        var dump = await Tool.RunAsync("dump", folder["notes.txt"], folder.Path, folder["nowhere"]);

        Assert.Equal(1, dump.ExitCode);
        var complaints = dump.Error.TrimEnd().Split('\n');
        Assert.StartsWith(
            $"pacs: {folder["notes.txt"]} is not a DICOM file: ", complaints[0], StringComparison.Ordinal);
        Assert.Equal($"pacs: {folder.Path} is a folder.", complaints[1]);
        Assert.Contains("nowhere", complaints[2], StringComparison.Ordinal);
    }
}
