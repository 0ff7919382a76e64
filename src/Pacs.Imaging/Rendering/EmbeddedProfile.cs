using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Pacs.Imaging.Codecs.Jpeg;

namespace Pacs.Imaging.Rendering;

/// <summary>
/// Puts an ICC profile, byte for byte, into a picture that has none. Skia itself writes one of its own, which is near to the image's
/// where that has a matrix and curves, and cannot write one of tables.
/// </summary>
internal static class EmbeddedProfile
{
    public static byte[] Put(ReadOnlySpan<byte> picture, ReadOnlySpan<byte> profile, Picture shown, PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => InJpeg(picture, profile),
        PictureFormat.Png => InPng(picture, profile),
        PictureFormat.WebP => InWebP(picture, profile, shown),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "A picture of this format has no profile."),
    };

    /// <summary>APP2 segments behind the first one: ICC_PROFILE, 0, which of how many, and as much as goes in (ICC.1 §B.4).</summary>
    private static byte[] InJpeg(ReadOnlySpan<byte> picture, ReadOnlySpan<byte> profile)
    {
        const byte Application2 = 0xE2;
        const int Most = ushort.MaxValue - 2 - 14;

        var segments = new JpegSegments(picture);
        var at = segments.Read() && segments.Marker == JpegMarker.Jfif ? segments.Position : 2; // JFIF wants to be first
        var written = new ArrayBufferWriter<byte>(picture.Length + profile.Length + 1024);
        written.Write(picture[..at]);
        var count = (profile.Length + Most - 1) / Most;
        for (var i = 0; i < count; i++)
        {
            var part = profile.Slice(i * Most, Math.Min(Most, profile.Length - (i * Most)));
            written.WriteSegment(Application2, [.. "ICC_PROFILE\0"u8, (byte)(i + 1), (byte)count, .. part]);
        }

        written.Write(picture[at..]);
        return written.WrittenSpan.ToArray();
    }

    /// <summary>An iCCP chunk behind the header: a name, 0, 0 for zlib, and the profile deflated (PNG §11.3.2.3).</summary>
    private static byte[] InPng(ReadOnlySpan<byte> picture, ReadOnlySpan<byte> profile)
    {
        const int HeaderEnd = 8 + 25; // signature, IHDR

        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(profile);

        byte[] chunk = [.. "iCCPICC profile\0\0"u8, .. deflated.ToArray()];
        var (length, check) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, chunk.Length - 4);
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc32.HashToUInt32(chunk)); // PNG §D
        return [.. picture[..HeaderEnd], .. length, .. chunk, .. check, .. picture[HeaderEnd..]];
    }

    /// <summary>VP8X, which says that there is a profile and how large the canvas is, ICCP, and the picture (RFC 9649 §2.7).</summary>
    private static byte[] InWebP(ReadOnlySpan<byte> picture, ReadOnlySpan<byte> profile, Picture shown)
    {
        const int HeaderLength = 12; // RIFF, length, WEBP
        const byte HasProfile = 0x20;

        var extended = new byte[18];
        "VP8X"u8.CopyTo(extended);
        extended[4] = 10;
        extended[8] = HasProfile;
        BinaryPrimitives.WriteInt32LittleEndian(extended.AsSpan(12), shown.Width - 1); // three bytes: the fourth is the height's
        extended[15] = (byte)(shown.Height - 1);
        BinaryPrimitives.WriteUInt16LittleEndian(extended.AsSpan(16), (ushort)((shown.Height - 1) >> 8));

        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, profile.Length);
        byte[] padding = profile.Length % 2 == 0 ? [] : [0];
        byte[] whole = [.. picture[..HeaderLength], .. extended, .. "ICCP"u8, .. length, .. profile, .. padding, .. picture[HeaderLength..]];
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(4), whole.Length - 8);
        return whole;
    }
}
