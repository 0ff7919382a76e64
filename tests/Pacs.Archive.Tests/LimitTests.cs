using Pacs.Archive.Ingest;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;

namespace Pacs.Archive.Tests;

public sealed class LimitTests
{
    [Theory]
    [InlineData(2000, IngestOutcome.Stored)]
    [InlineData(5000, IngestOutcome.Malformed)]
    public async Task Indexed_attributes_may_take_so_much(int length, IngestOutcome outcome)
    {
        var image = new TestImage { With = image => image.Set(Tags.StudyDescription, new string('x', length)) };

        Assert.Equal(outcome, await SendAsync(new() { DataDirectory = "", HeaderBytes = 4000 }, image));
    }

    [Fact]
    public async Task What_is_not_indexed_does_not_count()
    {
        var image = new TestImage { PixelLength = 10_000 };

        Assert.Equal(IngestOutcome.Stored, await SendAsync(new() { DataDirectory = "", HeaderBytes = 4000 }, image));
    }

    [Theory]
    [InlineData(3, IngestOutcome.Stored)]
    [InlineData(4, IngestOutcome.Malformed)]
    public async Task Sequences_may_be_nested_so_deep(int levels, IngestOutcome outcome)
    {
        var image = new TestImage { With = image => image.Set(Nested(levels)) };

        Assert.Equal(outcome, await SendAsync(new() { DataDirectory = "", NestingLevels = 3 }, image));
    }

    [Theory]
    [InlineData(100, IngestOutcome.Malformed)]
    [InlineData(1000, IngestOutcome.Stored)]
    public async Task A_deflated_one_may_become_so_much_longer(int inflation, IngestOutcome outcome)
    {
        var image = new TestImage
        {
            Syntax = TransferSyntax.DeflatedExplicitVrLittleEndian,
            With = image => image.Set(new DataElement(Tags.PixelData, Vr.OW, new byte[3 << 20])),
        };

        Assert.Equal(outcome, await SendAsync(new() { DataDirectory = "", Inflation = inflation }, image));
    }

    /// <summary>In a sequence that is kept: one that is not is stepped over by its length, and costs nothing.</summary>
    private static DataElement Nested(int levels)
    {
        var item = new DataSet();
        if (levels > 1) item.Set(Nested(levels - 1));
        else item.Set(Tags.CodeValue, "T-04000");
        return new DataElement(Tags.ProcedureCodeSequence, [item]);
    }

    private static async Task<IngestOutcome> SendAsync(ArchiveOptions options, TestImage image)
    {
        using var directory = new TemporaryDirectory();
        await using var archive = await DicomArchive.OpenAsync(
            options with { DataDirectory = directory, FreeDiskBytes = 0 }, TimeProvider.System, CancellationToken.None);
        return (await archive.Ingest.SendAsync(image)).Outcome;
    }
}
