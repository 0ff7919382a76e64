using System.Buffers.Binary;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.Jpeg2000;

/// <summary>
/// What is looked at of a JPEG 2000 or HTJ2K codestream before a library sees it (ITU-T T.800 Annex A): that it is the image that
/// the data set tells of, and that it does not ask for more memory than such an image is worth.
/// </summary>
internal sealed record Jpeg2000Codestream
{
    private const ushort StartOfCodestream = 0xFF4F;
    private const ushort Size = 0xFF51;
    private const ushort CodingStyle = 0xFF52;
    private const ushort CodingStyleOfComponent = 0xFF53;
    private const ushort StartOfTilePart = 0xFF90;
    private const ushort StartOfData = 0xFF93;
    private const ushort EndOfCodestream = 0xFFD9;

    private const int SizeLength = 36; // Rsiz to Csiz
    private const int TilePartLength = 12; // marker, Lsot, Isot, Psot, TPsot, TNsot

    /// <summary>Each costs a library some kilobytes; a DICOM frame is one tile, or a few.</summary>
    private const long MostTiles = 4096;

    /// <summary>Each costs some hundred bytes; 16,000 by 16,000 pixels in precincts of 64 are 62,500.</summary>
    private const long MostPrecincts = 1 << 20;

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    /// <summary>Bits of a sample of each component.</summary>
    public required int Precision { get; init; }

    public required int Components { get; init; }

    /// <summary>Takes the codestream out of a JP2 file, which some put into fragments (box: length, type, content; T.800 §I.4).</summary>
    public static ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> frame)
    {
        if (!frame.StartsWith("\0\0\0\x0CjP  "u8)) return frame;

        for (var rest = frame; rest.Length >= 8;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (rest[4..8].SequenceEqual("jp2c"u8)) return rest[8..(length >= 8 && length <= rest.Length ? (int)length : rest.Length)];
            if (length < 8 || length > rest.Length) break;
            rest = rest[(int)length..];
        }

        throw new DicomFormatException("The JP2 file has no codestream in it.");
    }

    /// <exception cref="DicomFormatException">The codestream is malformed, or made of too many small parts.</exception>
    public static Jpeg2000Codestream Read(ReadOnlySpan<byte> codestream)
    {
        if (codestream.Length < 4 || MarkerAt(codestream, 0) != StartOfCodestream || MarkerAt(codestream, 2) != Size)
        {
            throw new DicomFormatException("The frame does not begin with a JPEG 2000 codestream.");
        }

        var size = SegmentAt(codestream, 2);
        var header = ReadSize(size);
        var position = 4 + 2 + size.Length;
        while (position + 2 <= codestream.Length && MarkerAt(codestream, position) is var marker && marker != EndOfCodestream)
        {
            if (marker == StartOfTilePart)
            {
                position = CheckTilePart(codestream, position, header);
                continue;
            }

            var segment = SegmentAt(codestream, position);
            CheckStyle(marker, segment, header);
            position += 4 + segment.Length;
        }

        return header;
    }

    /// <summary>Rsiz, Xsiz, Ysiz, XOsiz, YOsiz, XTsiz, YTsiz, XTOsiz, YTOsiz, Csiz; Ssiz, XRsiz, YRsiz of each component.</summary>
    private static Jpeg2000Codestream ReadSize(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < SizeLength) throw Malformed();

        Span<long> numbers = stackalloc long[8];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = BinaryPrimitives.ReadUInt32BigEndian(segment[(2 + (i * 4))..]);
        var (columns, rows) = (numbers[0] - numbers[2], numbers[1] - numbers[3]);
        var (tileWidth, tileHeight) = (numbers[4], numbers[5]);
        var components = BinaryPrimitives.ReadUInt16BigEndian(segment[34..]);
        var parts = segment[SizeLength..];
        if (columns is < 1 or > int.MaxValue || rows is < 1 or > int.MaxValue || tileWidth < 1 || tileHeight < 1) throw Malformed();
        if (components < 1 || parts.Length != components * 3) throw Malformed();

        var tiles = ((numbers[0] - numbers[6] + tileWidth - 1) / tileWidth) * ((numbers[1] - numbers[7] + tileHeight - 1) / tileHeight);
        if (tiles is < 1 or > MostTiles) throw new DicomFormatException($"The JPEG 2000 frame has {tiles} tiles, more than any image needs.");

        for (var i = 0; i < components; i++)
        {
            if (parts[i * 3] != parts[0]) throw new DicomFormatException("The JPEG 2000 frame has components of different kinds.");
            if (parts[(i * 3) + 1] != 1 || parts[(i * 3) + 2] != 1)
            {
                throw new DicomFormatException("The JPEG 2000 frame has components of different sizes.");
            }
        }

        return new Jpeg2000Codestream
        {
            Rows = (int)rows,
            Columns = (int)columns,
            Components = components,
            Precision = (parts[0] & 0x7F) + 1,
        };
    }

    /// <summary>Looks at the header of a tile-part; gives where the next one begins.</summary>
    private static int CheckTilePart(ReadOnlySpan<byte> codestream, int start, Jpeg2000Codestream header)
    {
        if (start + TilePartLength > codestream.Length) throw Malformed();

        var length = BinaryPrimitives.ReadUInt32BigEndian(codestream[(start + 6)..]);
        var position = start + TilePartLength;
        while (position + 2 <= codestream.Length && MarkerAt(codestream, position) is var marker && marker != StartOfData)
        {
            var segment = SegmentAt(codestream, position);
            CheckStyle(marker, segment, header);
            position += 4 + segment.Length;
        }

        // The last one may say 0: all that is left.
        var end = length == 0 ? codestream.Length : start + (long)length;
        return end < position ? throw Malformed() : (int)Math.Min(end, codestream.Length);
    }

    /// <summary>
    /// Scod, SGcod (4), levels, code-block width and height, style, transformation, and with bit 0 of Scod a byte of precinct size for
    /// each resolution. For a component: its number (1 or 2), Scoc, then the same from the levels on.
    /// </summary>
    private static void CheckStyle(ushort marker, ReadOnlySpan<byte> segment, Jpeg2000Codestream header)
    {
        if (marker is not (CodingStyle or CodingStyleOfComponent)) return;

        var number = marker == CodingStyle ? 0 : header.Components < 257 ? 1 : 2;
        var levelsAt = marker == CodingStyle ? 5 : number + 1;
        if (segment.Length < levelsAt + 5) throw Malformed();

        var levels = segment[levelsAt];
        if (levels > 32) throw Malformed();
        if ((segment[number] & 1) == 0) return;

        var precincts = segment[(levelsAt + 5)..];
        if (precincts.Length < levels + 1) throw Malformed();

        var count = 0L;
        for (var resolution = 0; resolution <= levels; resolution++)
        {
            var reduced = levels - resolution;
            var (across, down) = (precincts[resolution] & 0xF, precincts[resolution] >> 4);
            count += (((long)header.Columns >> reduced >> across) + 1) * (((long)header.Rows >> reduced >> down) + 1);
        }

        if (count * header.Components > MostPrecincts)
        {
            throw new DicomFormatException($"The JPEG 2000 frame has {count} precincts, more than any image needs.");
        }
    }

    private static ushort MarkerAt(ReadOnlySpan<byte> codestream, int position) =>
        BinaryPrimitives.ReadUInt16BigEndian(codestream[position..]);

    /// <summary>A segment behind its marker and length.</summary>
    private static ReadOnlySpan<byte> SegmentAt(ReadOnlySpan<byte> codestream, int position)
    {
        if (position + 4 > codestream.Length || codestream[position] != 0xFF) throw Malformed();

        var length = BinaryPrimitives.ReadUInt16BigEndian(codestream[(position + 2)..]);
        return length < 2 || position + 2 + length > codestream.Length ? throw Malformed() : codestream.Slice(position + 4, length - 2);
    }

    private static DicomFormatException Malformed() => new("The JPEG 2000 frame has a malformed header.");
}
