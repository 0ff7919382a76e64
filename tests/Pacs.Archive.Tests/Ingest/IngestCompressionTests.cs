using System.Buffers;
using Pacs.Archive.Ingest;
using Pacs.Archive.Reindexing;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;
using Pacs.Files;
using Pacs.Imaging.Transcoding;
using Pacs.Index;

namespace Pacs.Archive.Tests.Ingest;

public sealed class IngestCompressionTests
{
    private static readonly CompressionRule JpegLs = new() { Syntax = TransferSyntax.Of(TransferSyntaxUids.JPEGLSLossless) };

    private static readonly TestImage Image = new() { PixelLength = 0, With = image => Describe(image) };

    public static TheoryData<string, string> Pairs => new()
    {
        { TransferSyntaxUids.ExplicitVRLittleEndian, TransferSyntaxUids.JPEGLSLossless },
        { TransferSyntaxUids.ImplicitVRLittleEndian, TransferSyntaxUids.JPEGLSLossless },
        { TransferSyntaxUids.ExplicitVRBigEndian, TransferSyntaxUids.JPEGLSLossless },
        { TransferSyntaxUids.ExplicitVRLittleEndian, TransferSyntaxUids.HTJ2KLossless },
        { TransferSyntaxUids.ImplicitVRLittleEndian, TransferSyntaxUids.HTJ2KLosslessRPCL },
    };

    private static Dictionary<string, TestImage> LeftAlone { get; } = new()
    {
        ["planes"] = Image with { With = image => Describe(image, samples: 3, allocated: 8, planes: 1) },
        ["noise"] = Image with { With = image => Describe(image, isNoise: true) },
        ["no image"] = Image with { With = image => image.Remove(Tags.PixelData) },
        ["a frame and a half"] = Image with { With = image => Describe(image, excess: 1000) },
        ["32 bits"] = Image with { With = image => Describe(image, allocated: 32) },
        ["signed"] = Image with
        {
            With = image =>
            {
                Describe(image);
                image.Set(new DataElement(Tags.DigitalSignaturesSequence, [new DataSet()]));
            },
        },
        ["deflated"] = Image with { Syntax = TransferSyntax.DeflatedExplicitVrLittleEndian },
    };

    public static TheoryData<string> Exceptions => [.. LeftAlone.Keys];

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Is_stored_compressed_and_comes_back_as_it_was_sent(string sent, string stored)
    {
        var rule = new CompressionRule { Syntax = TransferSyntax.Of(stored) };
        if (Transcoder.RefusalOf(rule.Syntax, isLossy: false) is not null) return;

        await using var archive = await TestArchive.OpenAsync();
        foreach (var (samples, rows) in new[] { (1, 16), (1, 400), (3, 64) }) // the second spills, compressed or not
        {
            var image = Image with
            {
                Instance = $"1.2.1.1.{rows}", Syntax = TransferSyntax.Of(sent), With = image => Describe(image, samples, samples == 1 ? 16 : 8, rows: rows),
            };

            Assert.Equal(IngestOutcome.Stored, (await archive.IngestWith(rule).SendAsync(image)).Outcome);

            var held = Assert.Single(await archive.Retrieve.LocateAsync(image));
            Assert.Equal((rule.Syntax, true), (held.TransferSyntax, held.FileLength < image.Bytes.Length));
            var fetched = Fetching.Read(held.OpenDataSet(image.Syntax, isWhole: true));
            Assert.Equal(Plain(image.Bytes, image.Syntax), Plain(fetched, image.Syntax));
        }

        Assert.Equal(0, archive.Store.BufferedBytes);
        Assert.Empty(Directory.GetFiles(Path.Combine(archive.Directory, "incoming")));
    }

    [Theory]
    [MemberData(nameof(Exceptions))]
    public async Task What_would_not_come_back_the_same_or_not_become_shorter_is_stored_as_it_came(string what)
    {
        await using var archive = await TestArchive.OpenAsync();
        var image = LeftAlone[what];

        Assert.Equal(IngestOutcome.Stored, (await archive.IngestWith(JpegLs).SendAsync(image)).Outcome);

        Assert.Equal(image.Bytes, await archive.Retrieve.ReadAsync(image));
        Assert.Equal(image.Syntax, Assert.Single(await archive.Retrieve.LocateAsync(image)).TransferSyntax);
    }

    [Fact]
    public async Task Only_what_a_rule_covers_is_compressed()
    {
        if (Transcoder.RefusalOf(JpegLs.Syntax, isLossy: false) is not null) return;

        await using var archive = await TestArchive.OpenAsync();
        var length = Image.Bytes.Length;
        CompressionRule[] not =
        [
            JpegLs with { Modalities = ["MR"] }, JpegLs with { Sources = ["CT2", "CT3"] }, JpegLs with { AtLeastBytes = length * 2 },
        ];
        var all = JpegLs with { Modalities = ["MR", "CT"], Sources = [Sending.Scanner], AtLeastBytes = length };

        await archive.IngestWith(not).SendAsync(Image);
        await archive.IngestWith([.. not, all]).SendAsync(Image with { Instance = "1.2.1.1.2" });

        Assert.Equal(Image.Syntax, Assert.Single(await archive.Retrieve.LocateAsync(Image)).TransferSyntax);
        Assert.Equal(JpegLs.Syntax, Assert.Single(await archive.Retrieve.LocateAsync(Image with { Instance = "1.2.1.1.2" })).TransferSyntax);
    }

    [Fact, Trait("Conformance", "22")]
    public async Task Sent_again_it_is_a_duplicate_whoever_sends_it_in_either_form()
    {
        if (Transcoder.RefusalOf(JpegLs.Syntax, isLossy: false) is not null) return;

        await using var archive = await TestArchive.OpenAsync();
        await archive.IngestWith(JpegLs).SendAsync(Image);
        var compressed = await archive.Retrieve.ReadAsync(Image);

        foreach (var source in (string[])[Sending.Scanner, "ELSEWHERE"])
        {
            foreach (var ingest in (InstanceIngest[])[archive.Ingest, archive.IngestWith(JpegLs)])
            {
                Assert.Equal(IngestOutcome.Duplicate, (await ingest.SendAsync(Image, source)).Outcome);
                var arrival = Sending.ArrivalOf(Image, source) with { TransferSyntax = JpegLs.Syntax };
                Assert.Equal(IngestOutcome.Duplicate, (await ingest.SendAsync(arrival, Sending.InPieces(compressed))).Outcome);
            }
        }

        Assert.Single(archive.Log());
    }

    [Fact]
    public async Task Is_recognised_also_when_its_segment_has_been_rewritten_since_it_was_looked_up()
    {
        if (Transcoder.RefusalOf(JpegLs.Syntax, isLossy: false) is not null) return;

        await using var archive = await TestArchive.OpenAsync(segmentLength: 64 << 10);
        await archive.IngestWith(JpegLs).SendAsync(Image);
        var others = Enumerable.Range(2, 60).Select(i => new TestImage { Instance = $"1.2.1.1.{i}", Version = i, PixelLength = 2000 }).ToList();
        foreach (var other in others) await archive.Ingest.SendAsync(other);
        var before = archive.Index.Find(ArchiveIndex.DefaultTenant, Image.Instance)!;
        foreach (var other in others)
        {
            await archive.Deletion.DeleteAsync(ArchiveIndex.DefaultTenant, other.Study, other.Series, other.Instance, CancellationToken.None);
        }

        await archive.Space.ReturnAsync(CancellationToken.None);
        Assert.NotEqual(before.Location, archive.Index.Find(ArchiveIndex.DefaultTenant, Image.Instance)!.Location);

        using var body = archive.Store.NewBody();
        InstanceIngest.MetaInformationOf(Sending.ArrivalOf(Image)).Write(body);
        body.Write(new ReadOnlySequence<byte>(Image.Bytes));
        Assert.True(ReceivedForm.IsOf(before, body, archive.Store, () => archive.Index.Find(ArchiveIndex.DefaultTenant, Image.Instance)));
        Assert.False(ReceivedForm.IsOf(before, body, archive.Store, () => null));
    }

    [Fact]
    public async Task Another_version_is_stored_as_it_came_and_judged_as_ever()
    {
        if (Transcoder.RefusalOf(JpegLs.Syntax, isLossy: false) is not null) return;

        await using var archive = await TestArchive.OpenAsync();
        var other = Image with { PatientId = "P2" };
        await archive.IngestWith(JpegLs).SendAsync(Image);

        Assert.Equal(IngestOutcome.KeptAside, (await archive.IngestWith(JpegLs).SendAsync(other, "ELSEWHERE")).Outcome);
        Assert.Equal(IngestOutcome.KeptAside, (await archive.IngestWith(JpegLs).SendAsync(other, "ELSEWHERE")).Outcome);
        Assert.Equal(2, archive.Log().Count);
        Assert.Equal(IngestOutcome.Replaced, (await archive.IngestWith(JpegLs).SendAsync(other)).Outcome);
        Assert.Equal(other.Bytes, await archive.Retrieve.ReadAsync(Image));
    }

    [Fact]
    public async Task An_index_made_from_the_log_is_the_same()
    {
        if (Transcoder.RefusalOf(JpegLs.Syntax, isLossy: false) is not null) return;

        await using var archive = await TestArchive.OpenAsync();
        await archive.IngestWith(JpegLs).SendAsync(Image);

        await using var anew = await ArchiveIndex.OpenAsync(Path.Combine(archive.Directory, "anew.db"), [], CancellationToken.None);
        await new LogApplication(archive.Store, anew, new LogProgress()).RunAsync(CancellationToken.None);

        var held = archive.Index.Find(ArchiveIndex.DefaultTenant, Image.Instance);
        Assert.NotNull(held);
        Assert.Equal(held, anew.Find(ArchiveIndex.DefaultTenant, Image.Instance));
        Assert.All(archive.Log(), entry => Assert.IsType<LogMember>(entry));
    }

    private static void Describe(
        DataSet image, int samples = 1, int allocated = 16, int planes = 0, int rows = 16, int excess = 0, bool isNoise = false)
    {
        const int Columns = 40;
        var pixels = new byte[(rows * Columns * samples * allocated / 8) + excess];
        if (isNoise) new Random(1).NextBytes(pixels);
        else for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(allocated == 16 && i % 2 == 1 ? 3 : i / Columns / samples * 2);

        image.Set(Tags.SamplesPerPixel, (ushort)samples);
        image.Set(Tags.PhotometricInterpretation, samples == 1 ? "MONOCHROME2" : "RGB");
        if (samples > 1) image.Set(Tags.PlanarConfiguration, (ushort)planes);
        image.Set(Tags.Rows, (ushort)rows);
        image.Set(Tags.Columns, (ushort)Columns);
        image.Set(Tags.BitsAllocated, (ushort)allocated);
        image.Set(Tags.BitsStored, (ushort)allocated);
        image.Set(Tags.HighBit, (ushort)(allocated - 1));
        image.Set(Tags.PixelRepresentation, (ushort)0);
        image.Set(new DataElement(Tags.PixelData, allocated > 8 ? Vr.OW : Vr.OB, pixels));
        image.Set(new Tag(0x0009, 0x0010), Vr.LO, "SOMEBODY");
        image.Set(new DataElement(new Tag(0x0009, 0x1001), Vr.UN, new byte[] { 1, 2, 3, 4 }));
    }

    /// <summary>However its sequences were delimited.</summary>
    private static byte[] Plain(byte[] dataSet, TransferSyntax syntax) => Fetching.Read(
        DataSetConverter.OpenRead(new MemoryStream(dataSet), syntax, TransferSyntax.ImplicitVrLittleEndian));
}
