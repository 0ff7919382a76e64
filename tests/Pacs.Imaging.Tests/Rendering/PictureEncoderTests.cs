using System.Buffers;
using Pacs.Imaging.Rendering;
using Pacs.Imaging.Rendering.Gif;
using SkiaSharp;

namespace Pacs.Imaging.Tests.Rendering;

/// <summary>What is written is read again by Skia.</summary>
public sealed class PictureEncoderTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Png_keeps_every_pixel(bool isGrey) => Assert.Equal(0, GreatestDifference(Made(isGrey), PictureFormat.Png));

    [Theory]
    [InlineData(PictureFormat.Jpeg)]
    [InlineData(PictureFormat.WebP)]
    public void Jpeg_and_webp_are_near(PictureFormat format)
    {
        Assert.InRange(GreatestDifference(Made(isGrey: true), format), 0, 12);
        Assert.True(PictureEncoder.Encode(Made(isGrey: true), format, quality: 20).Length < PictureEncoder.Encode(Made(isGrey: true), format, quality: 95).Length);
    }

    [Fact]
    public void Jpeg_is_baseline_of_8_bits()
    {
        var jpeg = PictureEncoder.Encode(Made(isGrey: false), PictureFormat.Jpeg);

        Assert.Equal([0xFF, 0xD8], jpeg[..2]);
        Assert.True(jpeg.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0, (byte)0, (byte)17, (byte)8]) > 0);
    }

    [Fact]
    public void Gif_keeps_every_grey_and_is_near_to_colours()
    {
        Assert.Equal(0, GreatestDifference(Made(isGrey: true), PictureFormat.Gif));
        Assert.InRange(GreatestDifference(Made(isGrey: false), PictureFormat.Gif), 0, 51);
    }

    [Fact]
    public void A_gif_of_noise_is_read_again_through_every_length_of_code()
    {
        var noise = new Picture(300, 200, isGrey: true);
        new Random(7).NextBytes(noise.Pixels);

        Assert.Equal(0, GreatestDifference(noise, PictureFormat.Gif));
    }

    [Fact]
    public void A_gif_of_several_pictures_shows_each_for_its_time()
    {
        var output = new ArrayBufferWriter<byte>();
        var gif = new GifWriter(output, TimeSpan.FromMilliseconds(70));
        for (var i = 0; i < 3; i++)
        {
            var picture = new Picture(5, 4, isGrey: true);
            picture.Pixels.AsSpan().Fill((byte)(i * 100));
            gif.Add(picture);
        }

        gif.End();

        using var codec = SKCodec.Create(new MemoryStream(output.WrittenSpan.ToArray()));
        Assert.Equal([70, 70, 70], codec.FrameInfo.Select(frame => frame.Duration));
        using var bitmap = new SKBitmap(codec.Info);
        Assert.Equal(SKCodecResult.Success, codec.GetPixels(codec.Info, bitmap.GetPixels(), new SKCodecOptions(2)));
        Assert.Equal(200, bitmap.GetPixel(2, 2).Green);
    }

    [Fact]
    public void A_colour_profile_is_written_where_it_is_asked_for()
    {
        var without = PictureEncoder.Encode(Made(isGrey: false), PictureFormat.Jpeg);
        var with = PictureEncoder.Encode(Made(isGrey: false), PictureFormat.Jpeg, profile: PictureProfile.Srgb);

        Assert.True(without.AsSpan().IndexOf("ICC_PROFILE"u8) < 0);
        Assert.True(with.AsSpan().IndexOf("ICC_PROFILE"u8) > 0);
    }

    [Theory]
    [InlineData(PictureFormat.Jpeg)]
    [InlineData(PictureFormat.Png)]
    [InlineData(PictureFormat.WebP)]
    public void The_images_own_profile_is_written_byte_for_byte_and_its_pixels_are_left_alone(PictureFormat format)
    {
        var picture = new Picture(40, 30, isGrey: false, Made(isGrey: false).Pixels) { Profile = AdobeProfile() };

        var with = PictureEncoder.Encode(picture, format, profile: PictureProfile.Own);
        var without = PictureEncoder.Encode(picture, format);

        Assert.True(format == PictureFormat.Png || with.AsSpan().IndexOf(picture.Profile) > 0); // in a PNG it is deflated
        using var codec = SKCodec.Create(new MemoryStream(with));
        using var own = SKColorSpace.CreateIcc(picture.Profile);
        Assert.Equal(own.ToColorSpaceXyz().Values, codec.Info.ColorSpace.ToColorSpaceXyz().Values);
        Assert.False(codec.Info.ColorSpace.IsSrgb);
        using var one = SKBitmap.Decode(codec, codec.Info);
        using var other = SKBitmap.Decode(without);
        Assert.Equal(other.Bytes, one.Bytes);
    }

    [Fact]
    public void Colours_are_converted_to_what_is_asked_for()
    {
        var picture = new Picture(1, 1, isGrey: false, [0, 255, 0, 0]) { Profile = AdobeProfile() };
        var srgb = new Picture(1, 1, isGrey: false, [0, 255, 0, 0]);

        Assert.Equal([0, 255, 0], Converted(picture, PictureProfile.Srgb)); // outside of sRGB
        Assert.Equal([0, 255, 0], Converted(picture, PictureProfile.AdobeRgb));
        Assert.Equal([144, 255, 60], Converted(srgb, PictureProfile.AdobeRgb));
        Assert.Equal([138, 237, 78], Converted(srgb, PictureProfile.RommRgb)); // 0.330, 0.874 and 0.118 to the power of 1 / 1.8

        static byte[] Converted(Picture picture, PictureProfile profile)
        {
            using var codec = SKCodec.Create(new MemoryStream(PictureEncoder.Encode(picture, PictureFormat.Png, profile: profile)));
            using var bitmap = SKBitmap.Decode(codec, codec.Info);
            var pixel = bitmap.GetPixel(0, 0);
            return [pixel.Red, pixel.Green, pixel.Blue];
        }
    }

    [Fact]
    public void Colours_of_a_profile_that_cannot_be_reckoned_with_are_not_converted_but_it_is_written()
    {
        var tables = new byte[132];
        "acsp"u8.CopyTo(tables.AsSpan(36));
        var picture = new Picture(40, 30, isGrey: false, Made(isGrey: false).Pixels) { Profile = tables };

        Assert.Throws<Pacs.Dicom.DicomFormatException>(() => PictureEncoder.Encode(picture, PictureFormat.Jpeg, profile: PictureProfile.Srgb));
        Assert.True(PictureEncoder.Encode(picture, PictureFormat.Jpeg, profile: PictureProfile.Own).AsSpan().IndexOf(tables) > 0);
    }

    /// <summary>As Skia writes it into a JPEG.</summary>
    private static byte[] AdobeProfile()
    {
        var jpeg = PictureEncoder.Encode(Made(isGrey: false), PictureFormat.Jpeg, profile: PictureProfile.AdobeRgb);
        var name = jpeg.AsSpan().IndexOf("ICC_PROFILE"u8);
        return jpeg[(name + 14)..(name + 14 + System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(jpeg.AsSpan(name + 14)))];
    }

    private static Picture Made(bool isGrey)
    {
        var picture = new Picture(40, 30, isGrey);
        for (var i = 0; i < picture.Pixels.Length; i++) picture.Pixels[i] = isGrey ? (byte)((i % 40 * 3) + (i / 40 * 4)) : (byte)((i / 4 % 40 * 4) + (i % 4 * 20));
        return picture;
    }

    private static int GreatestDifference(Picture picture, PictureFormat format)
    {
        using var bitmap = SKBitmap.Decode(PictureEncoder.Encode(picture, format, quality: 95));
        Assert.Equal((picture.Width, picture.Height), (bitmap.Width, bitmap.Height));
        var (colours, greatest) = (picture.InColour(), 0);
        for (var i = 0; i < picture.Width * picture.Height; i++)
        {
            var read = bitmap.GetPixel(i % picture.Width, i / picture.Width);
            var made = colours.Pixels.AsSpan(i * Picture.BytesPerColour);
            greatest = Math.Max(greatest, Math.Max(Math.Abs(read.Red - made[0]), Math.Max(Math.Abs(read.Green - made[1]), Math.Abs(read.Blue - made[2]))));
        }

        return greatest;
    }
}
