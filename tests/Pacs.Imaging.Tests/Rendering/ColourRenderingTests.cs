using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Imaging.Tests.Rendering;

/// <summary>Colours by hand from PS3.3 §C.7.6.3.1.</summary>
public sealed class ColourRenderingTests
{
    [Theory]
    [InlineData("acsp", true)]
    [InlineData("none", false)]
    public void Colours_keep_the_profile_of_the_image_without_what_fills_its_element(string signature, bool isProfile)
    {
        byte[] profile = [0, 0, 0, 129, .. new byte[32], .. System.Text.Encoding.ASCII.GetBytes(signature), .. new byte[88], 7];
        var image = MadeImage.OfBytes(1, 1, "RGB", 3, 1, 2, 3).With(new DataElement(Tags.ICCProfile, Vr.OB, (byte[])[.. profile, 0]));

        Assert.Equal(isProfile ? profile : null, image.Render().Profile);
    }

    [Fact]
    public void Colours_may_stand_pixel_by_pixel_or_each_by_itself()
    {
        var byPixel = MadeImage.OfBytes(1, 2, "RGB", 3, 1, 2, 3, 4, 5, 6).With(Tags.PlanarConfiguration, 0);
        var byPlane = MadeImage.OfBytes(1, 2, "RGB", 3, 1, 4, 2, 5, 3, 6).With(Tags.PlanarConfiguration, 1);

        Assert.Equal([(1, 2, 3), (4, 5, 6)], byPixel.Colours());
        Assert.Equal([(1, 2, 3), (4, 5, 6)], byPlane.Colours());
    }

    [Fact]
    public void Of_16_bits_the_upper_8_are_seen()
    {
        var image = new MadeImage(1, 1, MadeImage.Words(0xFF12, 0x8034, 0x0056)).With(Tags.SamplesPerPixel, 3)
            .With(MadeImage.Text(Tags.PhotometricInterpretation, "RGB"));

        Assert.Equal([(0xFF, 0x80, 0)], image.Colours());
    }

    [Theory]
    [InlineData(0, 128, 128, 0, 0, 0)]
    [InlineData(255, 128, 128, 255, 255, 255)]
    [InlineData(76, 85, 255, 254, 0, 0)] // 76 + 1.402 * 127; 76 + 0.344136 * 43 - 0.714136 * 127; 76 - 1.772 * 43
    [InlineData(29, 255, 107, 0, 0, 254)]
    public void Ybr_full(byte y, byte cb, byte cr, int red, int green, int blue) =>
        Assert.Equal([(red, green, blue)], MadeImage.OfBytes(1, 1, "YBR_FULL", 3, y, cb, cr).Colours());

    [Fact]
    [Trait("Conformance", "92")]
    public void Of_Ybr_full_422_two_pixels_share_their_colour() =>
        Assert.Equal([(254, 0, 0), (255, 24, 24), (0, 0, 0), (255, 255, 255)], MadeImage.OfBytes(1, 4, "YBR_FULL_422", 3, 76, 100, 85, 255, 0, 255, 128, 128).Colours());

    [Theory]
    [InlineData(16, 128, 128, 0, 0, 0)]
    [InlineData(235, 128, 128, 255, 255, 255)]
    [InlineData(81, 90, 240, 254, 0, 0)] // 1.1644 * 65 + 1.5960 * 112; 1.1644 * 65 + 0.3917 * 38 - 0.8130 * 112; 1.1644 * 65 - 2.0173 * 38
    public void Ybr_partial(byte y, byte cb, byte cr, int red, int green, int blue) =>
        Assert.Equal([(red, green, blue), (red, green, blue)], MadeImage.OfBytes(1, 2, "YBR_PARTIAL_422", 3, y, y, cb, cr).Colours());

    [Fact]
    public void A_palette_gives_the_first_colour_to_what_is_below_it_and_the_last_to_what_is_above()
    {
        var image = MadeImage.OfBytes(1, 4, "PALETTE COLOR", 1, 0, 10, 11, 200).With(
            MadeImage.WordsOf(Tags.RedPaletteColorLookupTableDescriptor, Vr.US, 2, 10, 16),
            MadeImage.WordsOf(Tags.GreenPaletteColorLookupTableDescriptor, Vr.US, 2, 10, 16),
            MadeImage.WordsOf(Tags.BluePaletteColorLookupTableDescriptor, Vr.US, 2, 10, 16),
            MadeImage.WordsOf(Tags.RedPaletteColorLookupTableData, Vr.OW, 0xFF00, 0x0100),
            MadeImage.WordsOf(Tags.GreenPaletteColorLookupTableData, Vr.OW, 0x8000, 0x0200),
            MadeImage.WordsOf(Tags.BluePaletteColorLookupTableData, Vr.OW, 0x4000, 0x0300));

        Assert.Equal([(255, 128, 64), (255, 128, 64), (1, 2, 3), (1, 2, 3)], image.Colours());
    }

    [Fact]
    public void A_palette_of_8_bits_has_two_entries_in_a_word()
    {
        var image = MadeImage.OfBytes(1, 2, "PALETTE COLOR", 1, 0, 1).With(
            MadeImage.WordsOf(Tags.RedPaletteColorLookupTableDescriptor, Vr.US, 2, 0, 8),
            MadeImage.WordsOf(Tags.GreenPaletteColorLookupTableDescriptor, Vr.US, 2, 0, 8),
            MadeImage.WordsOf(Tags.BluePaletteColorLookupTableDescriptor, Vr.US, 2, 0, 8),
            new DataElement(Tags.RedPaletteColorLookupTableData, Vr.OW, new byte[] { 1, 2 }),
            new DataElement(Tags.GreenPaletteColorLookupTableData, Vr.OW, new byte[] { 3, 4 }),
            new DataElement(Tags.BluePaletteColorLookupTableData, Vr.OW, new byte[] { 5, 6 }));

        Assert.Equal([(1, 3, 5), (2, 4, 6)], image.Colours());
    }

    [Fact]
    public void A_segmented_palette_is_entries_lines_and_copies()
    {
        // 2 entries: 0, 0x1000; a line of 4 to 0x5000; both segments once more: 12 entries
        int[] segments = [0, 2, 0, 0x1000, 1, 4, 0x5000, 2, 2, 0, 0];
        var image = MadeImage.OfBytes(1, 12, "PALETTE COLOR", 1, [.. Enumerable.Range(0, 12).Select(i => (byte)i)]);
        foreach (var (descriptor, data) in ((Tag, Tag)[])
            [
                (Tags.RedPaletteColorLookupTableDescriptor, Tags.SegmentedRedPaletteColorLookupTableData),
                (Tags.GreenPaletteColorLookupTableDescriptor, Tags.SegmentedGreenPaletteColorLookupTableData),
                (Tags.BluePaletteColorLookupTableDescriptor, Tags.SegmentedBluePaletteColorLookupTableData),
            ])
        {
            image.With(MadeImage.WordsOf(descriptor, Vr.US, 12, 0, 16), MadeImage.WordsOf(data, Vr.OW, segments));
        }

        Assert.Equal([0, 16, 32, 48, 64, 80, 0, 16, 32, 48, 64, 80], image.Colours().Select(colour => colour.Red));
    }

    [Theory]
    [InlineData(2, 5)] // an offset behind itself
    [InlineData(7, 0)] // no such segment
    [InlineData(0, 9)] // more entries than there are
    public void A_malformed_segmented_palette_is_refused(int opcode, int length)
    {
        var image = MadeImage.OfBytes(1, 1, "PALETTE COLOR", 1, 0);
        image.With(
            MadeImage.WordsOf(Tags.RedPaletteColorLookupTableDescriptor, Vr.US, 12, 0, 16),
            MadeImage.WordsOf(Tags.SegmentedRedPaletteColorLookupTableData, Vr.OW, opcode, length, 50, 0));

        Assert.False(image.TryCreateRenderer(out _, out var refusal));
        Assert.Contains("palette", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_supplemental_palette_colours_some_values_of_a_grey_image()
    {
        var image = MadeImage.OfWords(0, 100, 200).With(MadeImage.Text(Tags.PixelPresentation, "COLOR"));
        foreach (var (descriptor, data, entry) in ((Tag, Tag, int)[])
            [
                (Tags.RedPaletteColorLookupTableDescriptor, Tags.RedPaletteColorLookupTableData, 0x1100),
                (Tags.GreenPaletteColorLookupTableDescriptor, Tags.GreenPaletteColorLookupTableData, 0x2200),
                (Tags.BluePaletteColorLookupTableDescriptor, Tags.BluePaletteColorLookupTableData, 0x3300),
            ])
        {
            image.With(MadeImage.WordsOf(descriptor, Vr.US, 1, 200, 16), MadeImage.WordsOf(data, Vr.OW, entry));
        }

        Assert.Equal([(0, 0, 0), (128, 128, 128), (0x11, 0x22, 0x33)], image.Colours());
    }

    [Fact]
    public void More_pixels_than_any_film_has_are_refused()
    {
        var image = MadeImage.OfBytes(6200, 6200, "MONOCHROME2", 1, new byte[6200 * 6200]);

        Assert.False(image.TryCreateRenderer(out _, out var refusal));
        Assert.Contains("6200 x 6200", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("YBR_PARTIAL_420", 3)]
    [InlineData("HSV", 3)]
    [InlineData("RGB", 4)]
    public void What_has_no_meaning_is_refused(string photometric, int samples)
    {
        Assert.False(MadeImage.OfBytes(1, 1, photometric, samples, new byte[8]).TryCreateRenderer(out _, out var refusal));
        Assert.Contains(photometric, refusal, StringComparison.Ordinal);
    }
}
