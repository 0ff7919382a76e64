using System.Buffers.Binary;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Imaging.Rendering;

namespace Pacs.Imaging.Tests.Rendering;

/// <summary>Greys by hand from the formulas of PS3.3 §C.11.</summary>
public sealed class GreyRenderingTests
{
    [Fact]
    public void A_window_is_of_rescaled_values()
    {
        // -1000, 0, 24, 40, 1000 HU; center 40, width 80: ((x - 39.5) / 79 + 0.5) * 255
        var image = MadeImage.OfWords(24, 1024, 1048, 1064, 2024)
            .With(MadeImage.Text(Tags.RescaleIntercept, "-1024"), MadeImage.Text(Tags.RescaleSlope, "1"))
            .With(MadeImage.Text(Tags.WindowCenter, "40", "400"), MadeImage.Text(Tags.WindowWidth, "80", "2000"));

        Assert.Equal([0, 0, 77, 129, 255], image.Greys());
    }

    [Fact]
    public void A_window_that_is_asked_for_is_used_in_place_of_the_images_own()
    {
        var image = MadeImage.OfWords(0, 50, 100).With(MadeImage.Text(Tags.WindowCenter, "1000"), MadeImage.Text(Tags.WindowWidth, "10"));

        Assert.Equal([0, 128, 255], image.Greys(new RenderingRequest { Window = new VoiWindow(50, 100, VoiFunction.LinearExact) }));
    }

    [Fact]
    public void Without_a_window_the_least_value_of_the_frame_is_black_and_the_greatest_white() =>
        Assert.Equal([0, 51, 255], MadeImage.OfWords(1000, 1100, 1500).Greys());

    [Fact]
    public void Eight_bits_without_a_window_are_shown_as_they_are() =>
        Assert.Equal([10, 20, 200], MadeImage.OfBytes(1, 3, "MONOCHROME2", 1, 10, 20, 200).Greys());

    [Fact]
    public void A_frame_of_one_value_is_black() => Assert.Equal([0, 0], MadeImage.OfWords(700, 700).Greys());

    [Theory]
    [InlineData("MONOCHROME1", null)]
    [InlineData("MONOCHROME2", "INVERSE")]
    [InlineData("MONOCHROME1", "INVERSE")]
    public void What_is_low_is_white_where_the_image_says_so(string photometric, string? shape)
    {
        var image = MadeImage.OfWords(0, 1, 5).With(MadeImage.Text(Tags.PhotometricInterpretation, photometric));
        if (shape is not null) image.With(MadeImage.Text(Tags.PresentationLUTShape, shape));

        Assert.Equal([255, 204, 0], image.Greys());
    }

    [Fact]
    public void Signed_samples_of_fewer_bits_than_their_place_are_numbers_below_zero()
    {
        // 12 bits: 0x800 is -2048, 0xFFF is -1, 0x7FF is 2047. What stands above the 12 bits is not theirs.
        var image = MadeImage.OfWords(0xF800, 0x0FFF, 0x07FF).With(Tags.BitsStored, 12).With(Tags.HighBit, 11).With(Tags.PixelRepresentation, 1);

        Assert.Equal([0, 127, 255], image.Greys());
    }

    [Fact]
    public void Samples_may_stand_in_the_upper_bits_of_their_place()
    {
        var image = MadeImage.OfWords(0x0000, 0x0010 | 0xF, 0x0050).With(Tags.BitsStored, 12).With(Tags.HighBit, 15);

        Assert.Equal([0, 51, 255], image.Greys());
    }

    [Fact]
    public void Padding_is_black_and_not_the_least_value()
    {
        var image = MadeImage.OfWords(-2000, 100, 150, 200).With(Tags.PixelRepresentation, 1)
            .With(MadeImage.WordsOf(Tags.PixelPaddingValue, Vr.SS, -2000))
            .With(MadeImage.Text(Tags.PhotometricInterpretation, "MONOCHROME1"));

        Assert.Equal([0, 255, 128, 0], image.Greys());
    }

    [Fact]
    public void Padding_may_be_a_range()
    {
        var image = MadeImage.OfWords(0, 5, 10, 11, 12)
            .With(MadeImage.WordsOf(Tags.PixelPaddingValue, Vr.US, 0), MadeImage.WordsOf(Tags.PixelPaddingRangeLimit, Vr.US, 10));

        Assert.Equal([0, 0, 0, 0, 255], image.Greys());
    }

    [Fact]
    public void A_modality_table_goes_before_the_window()
    {
        // Values 10, 11, 12 become 100, 50, 0; below the first the first, above the last the last.
        var image = MadeImage.OfWords(0, 10, 11, 12, 99)
            .With(MadeImage.Sequence(
                Tags.ModalityLUTSequence,
                MadeImage.WordsOf(Tags.LUTDescriptor, Vr.US, 3, 10, 16),
                MadeImage.WordsOf(Tags.LUTData, Vr.OW, 100, 50, 0)))
            .With(MadeImage.Text(Tags.WindowCenter, "50"), MadeImage.Text(Tags.WindowWidth, "100"), MadeImage.Text(Tags.VOILUTFunction, "LINEAR_EXACT"));

        Assert.Equal([255, 255, 128, 0, 0], image.Greys());
    }

    [Fact]
    public void A_voi_table_gives_greys_of_its_own_bits()
    {
        // Entries of 10 bits: 1023 is white; 1023 / 3 = 341 is 85.
        var image = MadeImage.OfWords(-5, -4, -3).With(Tags.PixelRepresentation, 1).With(MadeImage.Sequence(
            Tags.VOILUTSequence,
            MadeImage.WordsOf(Tags.LUTDescriptor, Vr.SS, 3, -5, 10),
            MadeImage.WordsOf(Tags.LUTData, Vr.OW, 0, 341, 1023)));

        Assert.Equal([0, 85, 255], image.Greys());
    }

    [Fact]
    public void Each_frame_has_its_own_rescaling_and_window()
    {
        var image = new MadeImage(1, 2, MadeImage.Words(0, 100, 0, 100)).With(MadeImage.Text(Tags.NumberOfFrames, "2"));
        image.With(new DataElement(Tags.PerFrameFunctionalGroupsSequence, [GroupsOf("0", "50"), GroupsOf("100", "150")]));
        image.With(MadeImage.Sequence(
            Tags.SharedFunctionalGroupsSequence,
            MadeImage.Sequence(Tags.FrameVOILUTSequence, MadeImage.Text(Tags.WindowCenter, "9"), MadeImage.Text(Tags.WindowWidth, "9"))));

        Assert.Equal([0, 255], image.Greys(frame: 0));
        Assert.Equal([0, 255], image.Greys(frame: 1));

        static DataSet GroupsOf(string intercept, string center) => MadeImage.Item(
            MadeImage.Sequence(
                Tags.PixelValueTransformationSequence, MadeImage.Text(Tags.RescaleIntercept, intercept), MadeImage.Text(Tags.RescaleSlope, "1")),
            MadeImage.Sequence(
                Tags.FrameVOILUTSequence,
                MadeImage.Text(Tags.WindowCenter, center),
                MadeImage.Text(Tags.WindowWidth, "100"),
                MadeImage.Text(Tags.VOILUTFunction, "LINEAR_EXACT")));
    }

    [Fact]
    public void Floating_point_pixels_are_shown_from_the_least_to_the_greatest_and_what_is_no_number_black()
    {
        var bytes = new byte[16];
        float[] values = [-1.5f, float.NaN, 0, 1.5f];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * 4), values[i]);
        var image = new MadeImage(1, 4, bytes, Tags.FloatPixelData, Vr.OF).With(Tags.BitsAllocated, 32);
        foreach (var tag in (Tag[])[Tags.BitsStored, Tags.HighBit, Tags.PixelRepresentation]) image.Attributes.Remove(tag);

        Assert.Equal([0, 0, 128, 255], image.Greys());
    }

    [Fact]
    public void Samples_of_32_bits_are_shown_from_the_least_to_the_greatest()
    {
        var image = new MadeImage(1, 3, MadeImage.Words(0, 0, 0, 0x4000, 0, 0x8000)).With(Tags.BitsAllocated, 32).With(Tags.BitsStored, 32).With(Tags.HighBit, 31);

        Assert.Equal([0, 128, 255], image.Greys());
    }

    [Fact]
    public void Single_bits_are_black_and_white_the_lowest_of_a_byte_first()
    {
        var image = new MadeImage(1, 8, [0b0000_0101], pixelVr: Vr.OB).With(Tags.BitsAllocated, 1).With(Tags.BitsStored, 1).With(Tags.HighBit, 0);

        Assert.Equal([255, 0, 255, 0, 0, 0, 0, 0], image.Greys());
    }
}
