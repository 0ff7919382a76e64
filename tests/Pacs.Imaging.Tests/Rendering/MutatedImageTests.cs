using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Pixels;
using Pacs.Dicom.Transfer;
using Pacs.Fuzzing;
using Pacs.Imaging.Rendering;
using Xunit.Abstractions;

namespace Pacs.Imaging.Tests.Rendering;

/// <summary>Images whose attributes have a few bytes changed, lost or said twice become pictures or are refused; nothing else happens.</summary>
public sealed class MutatedImageTests(ITestOutputHelper output)
{
    private const int Executions = 4000;

    private static readonly RenderingRequest[] Requests =
    [
        RenderingRequest.AsIs,
        new() { ShowsPatient = true, ShowsTechnique = true, Viewport = new Viewport(20, 30) },
        new() { Window = new VoiWindow(10, 20, VoiFunction.Sigmoid), Viewport = new Viewport(9, 9) { Region = new SourceRegion(1, 0, -1.5, 1) } },
    ];

    [Fact]
    public void Mutated_images()
    {
        byte[][] originals = [.. Images().Select(image => image.DataSet())];
        var (rendered, refused) = (0, 0);
        foreach (var (bytes, random) in FuzzRun.Mutations(originals, Executions, output))
        {
            try
            {
                Render(bytes, Requests[random.Next(Requests.Length)]);
                rendered++;
            }
            catch (Exception expected) when (expected is DicomFormatException or EndOfStreamException)
            {
                refused++;
            }
        }

        output.WriteLine($"{rendered} rendered, {refused} refused");
        Assert.True(rendered > 0 && refused > 0);
    }

    private static void Render(byte[] bytes, RenderingRequest request)
    {
        var attributes = DataSetParser.Read(new MemoryStream(bytes), TransferSyntax.ExplicitVrLittleEndian, FrameRenderer.Bounds);
        var frames = FrameTable.Read(new MemoryStream(bytes), TransferSyntax.ExplicitVrLittleEndian);
        if (!FrameRenderer.TryCreate(attributes, frames, out var renderer, out var refusal)) throw new DicomFormatException(refusal);
        if (renderer.RefusalOf(request) is { } outside) throw new DicomFormatException(outside);

        _ = renderer.FrameTime;
        PictureEncoder.Encode(renderer.Render(renderer.Representative, Open, request, CancellationToken.None), PictureFormat.Jpeg);

        Stream Open(ByteRange range) => range.End <= bytes.Length
            ? new MemoryStream(bytes, (int)range.Offset, (int)range.Length)
            : throw new EndOfStreamException();
    }

    private static IEnumerable<MadeImage> Images()
    {
        yield return MadeImage.OfWords(0, 100, 4000, 70).With(Tags.BitsStored, 12).With(Tags.HighBit, 11)
            .With(MadeImage.Text(Tags.WindowCenter, "40"), MadeImage.Text(Tags.WindowWidth, "80"), MadeImage.Text(Tags.PixelSpacing, "1", "2"))
            .With(MadeImage.Text(Tags.RescaleSlope, "1"), MadeImage.Text(Tags.RescaleIntercept, "-1024"), MadeImage.Text(Tags.PatientName, "A^B"))
            .With(MadeImage.WordsOf(Tags.PixelPaddingValue, Vr.US, 0), MadeImage.WordsOf(Tags.PixelPaddingRangeLimit, Vr.US, 9))
            .With(MadeImage.WordsOf(Tags.OverlayRows, Vr.US, 1), MadeImage.WordsOf(Tags.OverlayColumns, Vr.US, 4), MadeImage.Text(Tags.OverlayType, "G"))
            .With(MadeImage.WordsOf(Tags.OverlayOrigin, Vr.SS, 1, 1), new DataElement(Tags.OverlayData, Vr.OW, new byte[] { 5, 0 }));
        yield return MadeImage.OfWords(0, 10, 11, 12).With(
            MadeImage.Sequence(Tags.ModalityLUTSequence, Table(Vr.US, 3, 10, 16)), MadeImage.Sequence(Tags.VOILUTSequence, Table(Vr.US, 3, 0, 12)));
        yield return new MadeImage(1, 2, MadeImage.Words(0, 100, 0, 100)).With(
            MadeImage.Text(Tags.NumberOfFrames, "2"),
            MadeImage.Sequence(
                Tags.PerFrameFunctionalGroupsSequence,
                MadeImage.Sequence(Tags.FrameVOILUTSequence, MadeImage.Text(Tags.WindowCenter, "9"), MadeImage.Text(Tags.WindowWidth, "9"))));
        yield return MadeImage.OfBytes(1, 4, "YBR_FULL_422", 3, 76, 100, 85, 255, 0, 255, 128, 128);
        yield return Palette(isSegmented: false);
        yield return Palette(isSegmented: true);
    }

    private static DataElement[] Table(Vr vr, params int[] descriptor) =>
        [MadeImage.WordsOf(Tags.LUTDescriptor, vr, descriptor), MadeImage.WordsOf(Tags.LUTData, Vr.OW, 100, 50, 0)];

    private static MadeImage Palette(bool isSegmented)
    {
        var image = MadeImage.OfBytes(2, 2, "PALETTE COLOR", 1, 0, 1, 2, 3);
        foreach (var (descriptor, data, segmented) in ((Tag, Tag, Tag)[])
            [
                (Tags.RedPaletteColorLookupTableDescriptor, Tags.RedPaletteColorLookupTableData, Tags.SegmentedRedPaletteColorLookupTableData),
                (Tags.GreenPaletteColorLookupTableDescriptor, Tags.GreenPaletteColorLookupTableData, Tags.SegmentedGreenPaletteColorLookupTableData),
                (Tags.BluePaletteColorLookupTableDescriptor, Tags.BluePaletteColorLookupTableData, Tags.SegmentedBluePaletteColorLookupTableData),
            ])
        {
            image.With(
                MadeImage.WordsOf(descriptor, Vr.US, 12, 0, 16),
                isSegmented
                    ? MadeImage.WordsOf(segmented, Vr.OW, 0, 2, 0, 0x1000, 1, 4, 0x5000, 2, 2, 0, 0)
                    : MadeImage.WordsOf(data, Vr.OW, [.. Enumerable.Range(0, 12).Select(i => i << 12)]));
        }

        return image;
    }
}
