using System.Buffers.Binary;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.Jpeg2000;

/// <summary>The TLM marker segment: where each tile-part of a codestream ends (ITU-T T.800 §A.7.1). For codestreams of our own making.</summary>
internal static class TileLengths
{
    private const ushort TileLengthsMarker = 0xFF55;
    private const ushort StartOfTilePart = 0xFF90;
    private const ushort StartOfCodestream = 0xFF4F;
    private const byte NumbersOf16BitsLengthsOf32 = 0x60; // Stlm

    /// <summary>Bytes before the first tile-part: where the segment may stand.</summary>
    /// <exception cref="DicomFormatException">This is no codestream.</exception>
    public static int HeaderLength(ReadOnlySpan<byte> codestream)
    {
        if (codestream.Length < 2 || MarkerAt(codestream, 0) != StartOfCodestream) throw NoCodestream();

        var position = 2;
        while (position + 4 <= codestream.Length)
        {
            if (MarkerAt(codestream, position) == StartOfTilePart) return position;
            position += 2 + BinaryPrimitives.ReadUInt16BigEndian(codestream[(position + 2)..]);
        }

        throw NoCodestream();
    }

    /// <summary>TLM, Ltlm, Ztlm, Stlm, then of each tile-part Ttlm (the tile's number) and Ptlm (bytes from its SOT on).</summary>
    /// <param name="tileParts">The codestream from its first tile-part on.</param>
    /// <exception cref="DicomFormatException">They do not follow each other.</exception>
    public static byte[] Segment(ReadOnlySpan<byte> tileParts)
    {
        var segment = new MemoryStream();
        Span<byte> entry = stackalloc byte[6];
        segment.Write([TileLengthsMarker >> 8, TileLengthsMarker & 0xFF, 0, 0, 0, NumbersOf16BitsLengthsOf32]);

        // SOT, Lsot, Isot, Psot: of the tile-part what follows here is its number and length.
        while (tileParts.Length >= 10 && MarkerAt(tileParts, 0) == StartOfTilePart)
        {
            tileParts[4..10].CopyTo(entry);
            segment.Write(entry);
            var length = BinaryPrimitives.ReadUInt32BigEndian(entry[2..]);
            if (length is 0 || length > tileParts.Length) throw NoCodestream();
            tileParts = tileParts[(int)length..];
        }

        var bytes = segment.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)(bytes.Length - 2));
        return bytes;
    }

    private static ushort MarkerAt(ReadOnlySpan<byte> codestream, int position) =>
        BinaryPrimitives.ReadUInt16BigEndian(codestream[position..]);

    private static DicomFormatException NoCodestream() => new("The program made no JPEG 2000 codestream of the frame.");
}
