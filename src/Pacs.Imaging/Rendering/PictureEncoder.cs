using System.Runtime.InteropServices;
using Pacs.Imaging.Rendering.Gif;
using SkiaSharp;

namespace Pacs.Imaging.Rendering;

/// <summary>Writes pictures as files: JPEG, PNG and WebP by Skia, GIF by ourselves.</summary>
public static class PictureEncoder
{
    /// <summary>Of JPEG and WebP, where nobody says.</summary>
    public const int UsualQuality = 90;

    private static readonly Lazy<string?> Missing = new(FindMissing);

    /// <summary>Why pictures cannot be written on this machine, or null.</summary>
    public static string? Refusal => Missing.Value;

    /// <param name="picture">What to write.</param>
    /// <param name="format">As what.</param>
    /// <param name="quality">From 1 to 100; of JPEG and WebP only.</param>
    /// <param name="profile">What it says of its colours; GIF says nothing.</param>
    public static byte[] Encode(Picture picture, PictureFormat format, int quality = UsualQuality, PictureProfile profile = PictureProfile.None)
    {
        if (format == PictureFormat.Gif) return GifWriter.Still(picture);

        var pinned = GCHandle.Alloc(picture.Pixels, GCHandleType.Pinned);
        try
        {
            using var colours = ColoursOf(picture, profile);
            var info = new SKImageInfo(
                picture.Width, picture.Height, picture.IsGrey ? SKColorType.Gray8 : SKColorType.Rgb888x, SKAlphaType.Opaque, colours);
            using var pixels = new SKPixmap(info, pinned.AddrOfPinnedObject(), info.RowBytes);
            using var converted = Converted(pixels, picture, profile);
            using var encoded = (converted?.PeekPixels() ?? pixels).Encode(FormatOf(format), quality);
            return encoded?.ToArray() ?? throw new InvalidOperationException($"Skia does not write {format} of {picture.Width} x {picture.Height}.");
        }
        finally
        {
            pinned.Free();
        }
    }

    private static SKColorSpace? ColoursOf(Picture picture, PictureProfile profile)
    {
        if (profile == PictureProfile.None) return null;
        return (picture.Profile is { } own ? SKColorSpace.CreateIcc(own) : null) ?? SKColorSpace.CreateSrgb();
    }

    /// <summary>In sRGB, if that is asked for and it is not yet.</summary>
    private static SKBitmap? Converted(SKPixmap pixels, Picture picture, PictureProfile profile)
    {
        if (profile != PictureProfile.Srgb || picture.Profile is null) return null;

        using var srgb = SKColorSpace.CreateSrgb();
        var bitmap = new SKBitmap(pixels.Info.WithColorSpace(srgb));
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
