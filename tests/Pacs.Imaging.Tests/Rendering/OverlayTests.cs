using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Imaging.Tests.Rendering;

public sealed class OverlayTests
{
    [Fact]
    public void An_overlay_is_white_where_its_bits_are_from_its_origin_on()
    {
        // 2 rows of 3, the first pixel at row 2, column 3: bits 101, 110
        var image = Image().With(
            [.. Overlay(2, 3, "G"),
            MadeImage.WordsOf(Tags.OverlayOrigin, Vr.SS, 2, 3),
            new DataElement(Tags.OverlayData, Vr.OW, new byte[] { 0b0001_1101, 0 })]);

        Assert.Equal(
            [
                10, 10, 10, 10,
                10, 10, 255, 10,
                10, 10, 255, 255,
            ],
            image.Greys());
    }

    [Fact]
    public void An_overlay_may_begin_outside_of_the_image()
    {
        var image = Image().With(
            [.. Overlay(2, 2, "G"),
            MadeImage.WordsOf(Tags.OverlayOrigin, Vr.SS, 0, 0),
            new DataElement(Tags.OverlayData, Vr.OW, new byte[] { 0b1111, 0 })]);

        Assert.Equal([255, 10, 10, 10], image.Greys()[..4]);
        Assert.DoesNotContain(255, image.Greys()[1..]);
    }

    [Theory]
    [Trait("Conformance", "94")]
    [InlineData(0, 3, "G")]
    [InlineData(2, 0, "G")]
    [InlineData(3, 4, "R")]
    public void An_overlay_without_rows_or_that_is_a_region_is_not_drawn(int rows, int columns, string type)
    {
        var image = Image().With(Overlay(rows, columns, type)).With(new DataElement(Tags.OverlayData, Vr.OW, new byte[] { 0xFF, 0xFF }));

        Assert.All(image.Greys(), grey => Assert.Equal(10, grey));
    }

    [Fact]
    public void Of_an_overlay_that_is_cut_short_what_is_there_is_drawn()
    {
        var image = Image().With(Overlay(3, 4, "G")).With(new DataElement(Tags.OverlayData, Vr.OB, new byte[] { 0xFF }));

        Assert.Equal([255, 255, 255, 255, 255, 255, 255, 255, 10, 10, 10, 10], image.Greys());
    }

    [Fact]
    public void Each_frame_has_its_own_part_of_an_overlay_in_frames()
    {
        var image = MadeImage.OfBytes(1, 4, "MONOCHROME2", 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3).With(
            MadeImage.Text(Tags.NumberOfFrames, "3"),
            MadeImage.Text(Tags.NumberOfFramesInOverlay, "2"),
            MadeImage.WordsOf(Tags.ImageFrameOrigin, Vr.US, 2),
            new DataElement(Tags.OverlayData, Vr.OW, new byte[] { 0b1000_0001, 0 })).With(Overlay(1, 4, "G"));

        Assert.Equal([1, 1, 1, 1], image.Greys(frame: 0));
        Assert.Equal([255, 2, 2, 2], image.Greys(frame: 1));
        Assert.Equal([3, 3, 3, 255], image.Greys(frame: 2));
    }

    [Fact]
    public void An_overlay_may_be_in_the_bits_that_samples_do_not_use()
    {
        var image = MadeImage.OfWords(0x0000, 0x0800, 0x8800, 0x0FFF).With(Tags.BitsStored, 12).With(Tags.HighBit, 11).With(
            [.. Overlay(1, 4, "G"),
            MadeImage.WordsOf(Tags.OverlayBitsAllocated, Vr.US, 16),
            MadeImage.WordsOf(Tags.OverlayBitPosition, Vr.US, 15)]);

        Assert.Equal([0, 128, 255, 255], image.Greys());
    }

    private static MadeImage Image() => MadeImage.OfBytes(3, 4, "MONOCHROME2", 1, [.. Enumerable.Repeat((byte)10, 12)]);

    private static DataElement[] Overlay(int rows, int columns, string type) =>
    [
        MadeImage.WordsOf(Tags.OverlayRows, Vr.US, rows), MadeImage.WordsOf(Tags.OverlayColumns, Vr.US, columns), MadeImage.Text(Tags.OverlayType, type),
    ];
}
