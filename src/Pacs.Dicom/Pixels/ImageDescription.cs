using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;
using Tags = Pacs.Dicom.Dictionary.Tags;

namespace Pacs.Dicom.Pixels;

/// <summary>What the head of an image says of its frames, and its pixel data.</summary>
internal sealed class ImageDescription
{
    /// <summary>Frames at the most: a table of more would cost more memory than any image is worth.</summary>
    private const int MaxFragments = 4 << 20;

    private const int LongestOffsetTable = 64 << 20;

    /// <summary>Enough to recognise the beginning of any codestream.</summary>
    private const int CodestreamStart = 12;

    private readonly Dictionary<Tag, byte[]> _values = [];
    private bool _isBigEndian;

    private static readonly TagSet Wanted =
    [
        Tags.SamplesPerPixel, Tags.PhotometricInterpretation, Tags.NumberOfFrames, Tags.Rows, Tags.Columns, Tags.BitsAllocated,
        Tags.ExtendedOffsetTable, Tags.ExtendedOffsetTableLengths,
    ];

    /// <summary>Null when there is none.</summary>
    public PixelElement? Pixels { get; private set; }

    /// <summary>1 where it is not said.</summary>
    public int NumberOfFrames =>
        int.TryParse(TextOf(Tags.NumberOfFrames), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n > 0 ? n : 1;

    /// <summary>The extended offset table (PS3.3 §C.7.6.3.1.8), empty without one.</summary>
    public byte[] ExtendedOffsets => _values.GetValueOrDefault(Tags.ExtendedOffsetTable, []);

    /// <summary>
    /// One native frame; 0 when something is missing. Of YBR_FULL_422 two pixels share their colour (PS3.3 §C.7.6.3.1.2).
    /// </summary>
    public long BitsPerFrame
    {
        get
        {
            var pixels = (long)NumberOf(Tags.Rows) * NumberOf(Tags.Columns);
            var bits = pixels * NumberOf(Tags.BitsAllocated);
            return TextOf(Tags.PhotometricInterpretation) switch
            {
                "YBR_FULL_422" or "YBR_PARTIAL_422" => bits * 2,
                "YBR_PARTIAL_420" => bits * 3 / 2,
                _ => bits * Math.Max(NumberOf(Tags.SamplesPerPixel), (ushort)1),
            };
        }
    }

    /// <exception cref="DicomFormatException">The data set is malformed or truncated.</exception>
    public static ImageDescription Read(Stream dataSet, TransferSyntax syntax)
    {
        using var reader = new DataSetTokenReader(dataSet, syntax);
        var image = new ImageDescription();
        while (image.Pixels is null && reader.Read(out var value))
        {
            if (reader.Token == DataSetToken.FragmentsStart && reader.Tag == Tags.PixelData)
            {
                image.Pixels = Encapsulated(reader);
            }
            else if (reader.Token == DataSetToken.Element && reader.Tag is { Group: 0x7FE0, Element: >= 0x0008 })
            {
                image.Pixels = new PixelElement(
                    reader.Vr, reader.IsBigEndian, new ByteRange(reader.ValueOffset, reader.Length), [], null);
            }
            else if (reader.Token == DataSetToken.Element && Wanted.Contains(reader.Tag))
            {
                image._values[reader.Tag] = reader.ReadStart(value, LongestOffsetTable);
                image._isBigEndian = reader.IsBigEndian;
            }
            else if (reader.Token is DataSetToken.Element or DataSetToken.SequenceStart or DataSetToken.FragmentsStart)
            {
                reader.Skip();
            }
        }

        return image;
    }

    private static PixelElement Encapsulated(DataSetTokenReader reader)
    {
        var vr = reader.Vr;
        byte[]? offsetTable = null;
        var fragments = new List<PixelFragment>();
        while (reader.Read(out var value) && reader.Token != DataSetToken.FragmentsEnd)
        {
            if (reader.Token != DataSetToken.Fragment) continue;

            var range = new ByteRange(reader.ValueOffset, reader.Length);
            if (offsetTable is null)
            {
                offsetTable = reader.ReadStart(value, LongestOffsetTable);
                continue;
            }

            if (fragments.Count == MaxFragments) throw new DicomFormatException($"Pixel data in more than {MaxFragments} fragments.");
            fragments.Add(new PixelFragment(range, IsCodestreamStart(reader.ReadStart(value, CodestreamStart))));
        }

        return new PixelElement(vr, false, default, offsetTable ?? [], fragments);
    }

    // JPEG, JPEG-LS: SOI and a marker; JPEG 2000, HTJ2K: SOC and SIZ, or the signature box of a JP2 file; JPEG XL: a bare
    // codestream, or its signature box.
    private static bool IsCodestreamStart(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ||
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]) ||
        bytes.StartsWith("\0\0\0\x0CjP  "u8) ||
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) ||
        bytes.StartsWith("\0\0\0\x0CJXL "u8);

    private string TextOf(Tag tag) => Encoding.ASCII.GetString(_values.GetValueOrDefault(tag, [])).Trim(' ', '\0');

    private ushort NumberOf(Tag tag)
    {
        var value = _values.GetValueOrDefault(tag, []);
        if (value.Length < sizeof(ushort)) return 0;

        return _isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(value) : BinaryPrimitives.ReadUInt16LittleEndian(value);
    }
}
