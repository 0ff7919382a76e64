using System.Buffers;
using Pacs.Archive.Ingest;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Tests.Ingest;

public sealed class InstanceIngestTests
{
    private const string OtherScanner = "CT2";

    private static readonly TestImage Image = new();

    public static TheoryData<string> Syntaxes =>
    [
        TransferSyntaxUids.ImplicitVRLittleEndian,
        TransferSyntaxUids.ExplicitVRLittleEndian,
        TransferSyntaxUids.ExplicitVRBigEndian,
        TransferSyntaxUids.DeflatedExplicitVRLittleEndian,
        TransferSyntaxUids.JPEGBaseline8Bit,
        "1.2.840.113619.5.2", // private: explicit VR, for all that is known
    ];

    [Theory]
    [MemberData(nameof(Syntaxes))]
    [Trait("Conformance", "18")]
    [Trait("Conformance", "30")]
    public async Task Keeps_a_data_set_byte_for_byte_in_the_encoding_it_came_in(string syntax)
    {
        await using var archive = await TestArchive.OpenAsync();
        var image = Image with
        {
            Syntax = TransferSyntax.Of(syntax),
            With = dataSet =>
            {
                dataSet.Set(new Tag(0x0009, 0x0010), Vr.LO, "SOMEBODY");
                dataSet.Set(new DataElement(new Tag(0x0009, 0x1001), Vr.UN, new byte[] { 1, 2, 3, 4 }));
            },
        };

        Assert.Equal(new IngestResult(IngestOutcome.Stored), await archive.Ingest.SendAsync(image));

        Assert.Equal(image.Bytes, await archive.Retrieve.ReadAsync(image));
        Assert.Equal(image.Syntax, Assert.Single(await archive.Retrieve.LocateAsync(image)).TransferSyntax);
    }

    [Fact]
    public async Task Takes_a_data_set_however_it_is_cut()
    {
        await using var archive = await TestArchive.OpenAsync();

        var result = await archive.Ingest.SendAsync(Sending.ArrivalOf(Image), Sending.InPieces(Image.Bytes, length: 1));

        Assert.Equal(IngestOutcome.Stored, result.Outcome);
        Assert.Equal(Image.Bytes, await archive.Retrieve.ReadAsync(Image));
    }

    [Fact]
    public async Task Takes_what_is_larger_than_memory_may_be()
    {
        await using var archive = await TestArchive.OpenAsync();
        var large = Image with { PixelLength = 1 << 20 };

        Assert.Equal(IngestOutcome.Stored, (await archive.Ingest.SendAsync(large)).Outcome);

        Assert.Equal(large.Bytes, await archive.Retrieve.ReadAsync(large));
        Assert.Equal(0, archive.Store.BufferedBytes);
    }

    [Fact]
    public async Task Names_a_member_so_that_tar_unpacks_studies_and_series()
    {
        await using var archive = await TestArchive.OpenAsync();
        var longest = Image with { Study = new string('1', 64), Series = new string('2', 64), Instance = new string('3', 64) };

        Assert.Equal(IngestOutcome.Stored, (await archive.Ingest.SendAsync(longest)).Outcome);

        var member = Assert.IsType<LogMember>(Assert.Single(archive.Log()));
        Assert.Equal($"{longest.Study}/{longest.Series}/{longest.Instance}.dcm", member.Name);
    }

    [Theory]
    [InlineData(Sending.Scanner)]
    [InlineData(OtherScanner)]
    [Trait("Conformance", "22")]
    public async Task Writes_the_same_bytes_once_whoever_sends_them_again(string source)
    {
        await using var archive = await TestArchive.OpenAsync();
        await archive.Ingest.SendAsync(Image);

        Assert.Equal(IngestOutcome.Duplicate, (await archive.Ingest.SendAsync(Image, source)).Outcome);

        Assert.Single(archive.Log());
        Assert.Equal(0, archive.Store.BufferedBytes);
        Assert.Equal(Image.Bytes, await archive.Retrieve.ReadAsync(Image));
    }

    [Fact]
    public async Task Makes_a_sources_later_version_current_and_keeps_the_former()
    {
        await using var archive = await TestArchive.OpenAsync();
        var corrected = Image with { Version = 2 };
        await archive.Ingest.SendAsync(Image);

        Assert.Equal(IngestOutcome.Replaced, (await archive.Ingest.SendAsync(corrected)).Outcome);

        Assert.Equal(corrected.Bytes, await archive.Retrieve.ReadAsync(Image));
        Assert.Equal(2, archive.Log().Count);
        Assert.Equal(1, (await archive.Index.CountAsync(CancellationToken.None)).Instances);
    }

    [Fact]
    public async Task Keeps_another_sources_version_aside_and_says_so()
    {
        await using var archive = await TestArchive.OpenAsync();
        await archive.Ingest.SendAsync(Image);

        Assert.Equal(IngestOutcome.KeptAside, (await archive.Ingest.SendAsync(Image with { Version = 2 }, OtherScanner)).Outcome);

        Assert.Equal(Image.Bytes, await archive.Retrieve.ReadAsync(Image));
        var conflict = Assert.Single(await archive.Index.ReadConflictsAsync(CancellationToken.None));
        Assert.Equal((ConflictKind.OtherSource, OtherScanner), (conflict.Kind, conflict.SourceAeTitle));
    }

    [Fact]
    public async Task Adds_nothing_when_a_version_that_was_kept_aside_is_sent_again()
    {
        await using var archive = await TestArchive.OpenAsync();
        var other = Image with { Version = 2 };
        await archive.Ingest.SendAsync(Image);
        await archive.Ingest.SendAsync(other, OtherScanner);

        Assert.Equal(IngestOutcome.KeptAside, (await archive.Ingest.SendAsync(other, OtherScanner)).Outcome);
        Assert.Equal(2, archive.Log().Count);
        Assert.Single(await archive.Index.ReadConflictsAsync(CancellationToken.None));

        Assert.Equal(IngestOutcome.Replaced, (await archive.Ingest.SendAsync(other)).Outcome);
        Assert.Equal(other.Bytes, await archive.Retrieve.ReadAsync(other));
    }

    [Theory]
    [InlineData("1.2.1", "1.2.1.9")]
    [InlineData("1.2.9", "1.2.1.1")]
    [Trait("Conformance", "24")]
    public async Task Keeps_aside_what_comes_under_another_study_or_series(string study, string series)
    {
        await using var archive = await TestArchive.OpenAsync();
        await archive.Ingest.SendAsync(Image);

        var moved = Image with { Study = study, Series = series };
        Assert.Equal(IngestOutcome.KeptAside, (await archive.Ingest.SendAsync(moved)).Outcome);

        Assert.Equal(Image.Bytes, await archive.Retrieve.ReadAsync(Image));
        Assert.Equal(ConflictKind.OtherSeries, Assert.Single(await archive.Index.ReadConflictsAsync(CancellationToken.None)).Kind);
    }

    [Fact]
    [Trait("Conformance", "26")]
    public async Task Takes_an_instance_without_a_patient_ID()
    {
        await using var archive = await TestArchive.OpenAsync();

        Assert.Equal(IngestOutcome.Stored, (await archive.Ingest.SendAsync(Image with { PatientId = null })).Outcome);
    }

    [Fact]
    [Trait("Conformance", "25")]
    public async Task Takes_UIDs_that_are_padded_with_spaces()
    {
        await using var archive = await TestArchive.OpenAsync();
        var padded = Image with
        {
            With = dataSet =>
            {
                dataSet.Set(new DataElement(Tags.SOPInstanceUID, Vr.UI, "1.2.1.1.1   "u8.ToArray()));
                dataSet.Set(new DataElement(Tags.StudyInstanceUID, Vr.UI, "1.2.1\0\0\0"u8.ToArray()));
            },
        };

        Assert.Equal(IngestOutcome.Stored, (await archive.Ingest.SendAsync(padded)).Outcome);

        Assert.Equal(padded.Bytes, await archive.Retrieve.ReadAsync(Image));
        Assert.Equal("1.2.1/1.2.1.1/1.2.1.1.1.dcm", Assert.IsType<LogMember>(Assert.Single(archive.Log())).Name);
    }

    [Fact]
    [Trait("Conformance", "22")]
    public async Task Holds_one_of_what_is_sent_twice_at_once()
    {
        await using var archive = await TestArchive.OpenAsync();
        var ingest = archive.Ingest;
        using var first = await ingest.ReceiveAsync(Sending.ArrivalOf(Image), Sending.InPieces(Image.Bytes), CancellationToken.None);
        using var second = await ingest.ReceiveAsync(Sending.ArrivalOf(Image), Sending.InPieces(Image.Bytes), CancellationToken.None);

        var results = await Task.WhenAll(Task.Run(first.StoreAsync), Task.Run(second.StoreAsync));

        Assert.Equal([IngestOutcome.Stored, IngestOutcome.Duplicate], results.Select(result => result.Outcome).Order());
        Assert.Equal(1, (await archive.Index.CountAsync(CancellationToken.None)).Instances);
        Assert.Equal(Image.Bytes, await archive.Retrieve.ReadAsync(Image));
    }

    [Fact]
    public async Task Stores_many_that_come_at_once()
    {
        await using var archive = await TestArchive.OpenAsync();
        var ingest = archive.Ingest;
        var images = Enumerable.Range(1, 40).Select(i => Image with
        {
            Study = $"1.2.{i % 5}", Series = $"1.2.{i % 5}.1", Instance = $"1.2.3.{i}", Version = i, PixelLength = i * 1000,
        }).ToList();

        var results = await Task.WhenAll(images.Select(image => Task.Run(() => ingest.SendAsync(image))));

        Assert.All(results, result => Assert.Equal(IngestOutcome.Stored, result.Outcome));
        foreach (var image in images) Assert.Equal(image.Bytes, await archive.Retrieve.ReadAsync(image));
    }

    [Fact]
    public async Task Refuses_what_is_not_of_the_announced_SOP_class()
    {
        await using var archive = await TestArchive.OpenAsync();
        var announced = Sending.ArrivalOf(Image) with { SopClassUid = SopClasses.MRImageStorage };

        var result = await archive.Ingest.SendAsync(announced, Sending.InPieces(Image.Bytes));

        Assert.Equal((IngestOutcome.Mismatch, "SOP Class UID differs from the announced one"), (result.Outcome, result.Reason));
        await archive.AssertHoldsNothingAsync();
    }

    [Fact]
    public async Task Refuses_what_is_not_the_announced_instance()
    {
        await using var archive = await TestArchive.OpenAsync();
        var announced = Sending.ArrivalOf(Image) with { SopInstanceUid = "1.2.3.4" };

        var result = await archive.Ingest.SendAsync(announced, Sending.InPieces(Image.Bytes));

        Assert.Equal((IngestOutcome.Mismatch, "SOP Instance UID differs from the announced one"), (result.Outcome, result.Reason));
        await archive.AssertHoldsNothingAsync();
    }

    [Theory]
    [InlineData(6)] // in the first element's header
    [InlineData(100)] // among the attributes
    [InlineData(-1)] // in the last element, the pixel data
    public async Task Refuses_a_data_set_that_was_cut_short(int length)
    {
        await using var archive = await TestArchive.OpenAsync();
        var bytes = length < 0 ? Image.Bytes[..^1] : Image.Bytes[..length];

        var result = await archive.Ingest.SendAsync(Sending.ArrivalOf(Image), Sending.InPieces(bytes));

        Assert.Equal(IngestOutcome.Malformed, result.Outcome);
        Assert.NotNull(result.Reason);
        await archive.AssertHoldsNothingAsync();
    }

    [Theory]
    [MemberData(nameof(Syntaxes))]
    public async Task Refuses_a_data_set_that_ends_inside_its_pixel_data_in_any_encoding(string syntax)
    {
        await using var archive = await TestArchive.OpenAsync();
        var image = Image with { Syntax = TransferSyntax.Of(syntax), PixelLength = 20_000 };

        var result = await archive.Ingest.SendAsync(Sending.ArrivalOf(image), Sending.InPieces(image.Bytes[..^5000]));

        Assert.Equal(IngestOutcome.Malformed, result.Outcome);
        await archive.AssertHoldsNothingAsync();
    }

    [Fact]
    public async Task Reads_a_malformed_data_set_to_its_end_because_the_next_message_is_behind_it()
    {
        await using var archive = await TestArchive.OpenAsync();
        var image = Image with { Syntax = TransferSyntax.DeflatedExplicitVrLittleEndian };
        var bytes = Enumerable.Repeat((byte)0xFF, 20_000).ToArray(); // begins with a block of a type that deflate does not have
        var taken = 0L;

        var result = await archive.Ingest.SendAsync(Sending.ArrivalOf(image), Counted());

        Assert.Equal(IngestOutcome.Malformed, result.Outcome);
        Assert.Equal(bytes.Length, taken);
        await archive.AssertHoldsNothingAsync();

        async IAsyncEnumerable<ReadOnlySequence<byte>> Counted()
        {
            await foreach (var piece in Sending.InPieces(bytes))
            {
                yield return piece;
                taken += piece.Length;
            }
        }
    }

    [Theory]
    [InlineData("", "missing")]
    [InlineData("1.2.abc", "not a UID")]
    [InlineData("../../etc/passwd", "not a UID")]
    [InlineData("..", "not a UID")]
    [InlineData("1.2.345678901234567890123456789012345678901234567890123456789012345", "not a UID")]
    [Trait("Conformance", "25")]
    public async Task Refuses_an_instance_whose_study_has_no_UID(string study, string reason)
    {
        await using var archive = await TestArchive.OpenAsync();

        var result = await archive.Ingest.SendAsync(Image with { With = dataSet => dataSet.Set(Tags.StudyInstanceUID, Vr.UI, study) });

        Assert.Equal(IngestOutcome.Malformed, result.Outcome);
        Assert.Contains("(0020,000D)", result.Reason, StringComparison.Ordinal);
        Assert.Contains(reason, result.Reason, StringComparison.Ordinal);
        await archive.AssertHoldsNothingAsync();
    }

    [Fact]
    public async Task Refuses_an_instance_without_the_attributes_that_identify_it()
    {
        foreach (var tag in (Tag[])[Tags.SOPClassUID, Tags.SOPInstanceUID, Tags.StudyInstanceUID, Tags.SeriesInstanceUID])
        {
            await using var archive = await TestArchive.OpenAsync();

            var result = await archive.Ingest.SendAsync(Image with { With = dataSet => dataSet.Remove(tag) });

            Assert.Equal(IngestOutcome.Malformed, result.Outcome);
            Assert.Contains($"{tag} is missing", result.Reason, StringComparison.Ordinal);
            await archive.AssertHoldsNothingAsync();
        }
    }

    [Theory]
    [InlineData(256)]
    [InlineData(100_000)] // goes to disk while it comes
    [Trait("Conformance", "28")]
    public async Task Refuses_what_would_leave_too_little_of_the_disk(int pixelLength)
    {
        await using var archive = await TestArchive.OpenAsync(minimumFreeBytes: long.MaxValue);

        var result = await archive.Ingest.SendAsync(Image with { PixelLength = pixelLength });

        Assert.Equal(IngestOutcome.NoSpace, result.Outcome);
        await archive.AssertHoldsNothingAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(60_000)] // part of it is on disk by then
    public async Task Keeps_nothing_of_a_source_that_breaks_off(int after)
    {
        await using var archive = await TestArchive.OpenAsync();
        var image = Image with { PixelLength = 100_000 };

        await Assert.ThrowsAsync<IOException>(
            () => archive.Ingest.SendAsync(Sending.ArrivalOf(image), Sending.BreakingOff(image.Bytes, after)));

        await archive.AssertHoldsNothingAsync();
        Assert.Equal(IngestOutcome.Stored, (await archive.Ingest.SendAsync(image)).Outcome);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(100_000)]
    public async Task Keeps_nothing_of_what_was_received_and_never_stored(int pixelLength)
    {
        await using var archive = await TestArchive.OpenAsync();
        var image = Image with { PixelLength = pixelLength };

        (await archive.Ingest.ReceiveAsync(Sending.ArrivalOf(image), Sending.InPieces(image.Bytes), CancellationToken.None)).Dispose();

        await archive.AssertHoldsNothingAsync();
    }
}
