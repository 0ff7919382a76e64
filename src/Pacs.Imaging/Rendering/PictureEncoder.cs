using System.Runtime.InteropServices;
using Pacs.Dicom;
using Pacs.Imaging.Rendering.Gif;
using SkiaSharp;

namespace Pacs.Imaging.Rendering;

/// <summary>Writes pictures as files: JPEG, PNG and WebP by Skia, GIF by ourselves.</summary>
public static class PictureEncoder
{
    /// <summary>Of JPEG and WebP, where nobody says.</summary>
    public const int UsualQuality = 90;

    /// <summary>ROMM RGB (ISO 22028-2): a power of 1.8, straight in the dark.</summary>
    private static readonly SKColorSpaceTransferFn RommCurve = new(1.8f, 1, 0, 1 / 16f, 16 / 512f, 0, 0);

    /// <summary>Its primaries, and D50.</summary>
    private static readonly SKColorSpacePrimaries RommPrimaries = new(0.7347f, 0.2653f, 0.1596f, 0.8404f, 0.0366f, 0.0001f, 0.3457f, 0.3585f);

    private static readonly Lazy<string?> Missing = new(FindMissing);

    /// <summary>Why pictures cannot be written on this machine, or null.</summary>
    public static string? Refusal => Missing.Value;

    /// <param name="picture">What to write.</param>
    /// <param name="format">As what.</param>
    /// <param name="quality">From 1 to 100; of JPEG and WebP only.</param>
    /// <param name="profile">What it says of its colours; GIF says nothing.</param>
    /// <exception cref="DicomFormatException">Its colours cannot be converted.</exception>
    public static byte[] Encode(Picture picture, PictureFormat format, int quality = UsualQuality, PictureProfile profile = PictureProfile.None)
    {
        if (format == PictureFormat.Gif) return GifWriter.Still(picture);
        if (profile == PictureProfile.Own && picture.Profile is { } own)
        {
            return EmbeddedProfile.Put(Write(picture, format, quality, null, null), own, picture, format);
        }

        using var wanted = SpaceOf(profile);
        if (wanted is null) return Write(picture, format, quality, null, null);
        if (picture.Profile is null && profile is PictureProfile.Own or PictureProfile.Srgb) return Write(picture, format, quality, wanted, null);

        using var given = picture.Profile is { } known ? SpaceOf(known) : SKColorSpace.CreateSrgb();
        return given is null
            ? throw new DicomFormatException("The colours of the image cannot be converted: its ICC profile is not one of a matrix and curves.")
            : Write(picture.InColour(), format, quality, given, wanted);
    }

    /// <param name="picture">What to write.</param>
    /// <param name="format">As what.</param>
    /// <param name="quality">Of JPEG and WebP.</param>
    /// <param name="given">What its colours are; null to say nothing of them.</param>
    /// <param name="wanted">What they are converted to; null to leave them as they are.</param>
    private static byte[] Write(Picture picture, PictureFormat format, int quality, SKColorSpace? given, SKColorSpace? wanted)
    {
        var pinned = GCHandle.Alloc(picture.Pixels, GCHandleType.Pinned);
        try
        {
            var info = new SKImageInfo(
                picture.Width, picture.Height, picture.IsGrey ? SKColorType.Gray8 : SKColorType.Rgb888x, SKAlphaType.Opaque, given);
            using var pixels = new SKPixmap(info, pinned.AddrOfPinnedObject(), info.RowBytes);
            using var converted = wanted is null ? null : Converted(pixels, wanted);
            using var encoded = (converted?.PeekPixels() ?? pixels).Encode(FormatOf(format), quality);
            return encoded?.ToArray() ?? throw new InvalidOperationException($"Skia does not write {format} of {picture.Width} x {picture.Height}.");
        }
        finally
        {
            pinned.Free();
        }
    }

    /// <summary>Null where nothing is said of colours.</summary>
    private static SKColorSpace? SpaceOf(PictureProfile profile) => profile switch
    {
        PictureProfile.None => null,
        PictureProfile.AdobeRgb => SKColorSpace.CreateRgb(SKColorSpaceTransferFn.TwoDotTwo, SKColorSpaceXyz.AdobeRgb),
        PictureProfile.RommRgb => SKColorSpace.CreateRgb(RommCurve, RommPrimaries.ToColorSpaceXyz()),
        _ => SKColorSpace.CreateSrgb(),
    };

    /// <summary>Null when Skia cannot reckon with it.</summary>
    private static SKColorSpace? SpaceOf(byte[] profile)
    {
        using var read = SKColorSpaceIccProfile.Create(profile);
        return read is null ? null : SKColorSpace.CreateIcc(read);
    }

    private static SKBitmap Converted(SKPixmap pixels, SKColorSpace wanted)
    {
        var bitmap = new SKBitmap(pixels.Info.WithColorSpace(wanted));
        using var target = bitmap.PeekPixels();
        pixels.ReadPixels(target);
        return bitmap;
    }

    private static SKEncodedImageFormat FormatOf(PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => SKEncodedImageFormat.Jpeg,
        PictureFormat.Png => SKEncodedImageFormat.Png,
        PictureFormat.WebP => SKEncodedImageFormat.Webp,
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>Its native part is for some systems and processors only.</summary>
    private static string? FindMissing()
    {
        try
        {
            using var nothing = new SKBitmap(1, 1);
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException or BadImageFormatException)
        {
            return "pictures cannot be made on this machine: libSkiaSharp cannot be loaded";
        }
    }
}
