using System.Buffers.Binary;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>
/// The marker segments of a JPEG or JPEG-LS codestream: 0xFF, perhaps more than once, the marker, and but for a few a length
/// of two bytes that counts itself, and so much content (ITU-T T.81 §B.1.1).
/// </summary>
internal ref struct JpegSegments
{
    private readonly ReadOnlySpan<byte> _codestream;

    /// <exception cref="DicomFormatException">It does not begin as such codestreams do.</exception>
    public JpegSegments(ReadOnlySpan<byte> codestream)
    {
        if (codestream is not [0xFF, JpegMarker.StartOfImage, ..])
        {
            throw new DicomFormatException("The frame does not begin with a JPEG start of image.");
        }

        _codestream = codestream;
        Position = 2;
    }

    public byte Marker { get; private set; }

    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>Behind the segment that was read last; a scan is passed over by moving on.</summary>
    public int Position { get; set; }

    /// <summary>False at the end of the image, and where the codestream just ends.</summary>
    public bool Read()
    {
        if (Position >= _codestream.Length) return false;
        if (_codestream[Position] != 0xFF) throw new DicomFormatException($"No JPEG marker at byte {Position} of the frame.");

        while (Position < _codestream.Length && _codestream[Position] == 0xFF) Position++;
        if (Position >= _codestream.Length) return false;

        Marker = _codestream[Position++];
        if (Marker == JpegMarker.EndOfImage) return false;
        if (Position + 2 > _codestream.Length) throw CutShort();

        var length = BinaryPrimitives.ReadUInt16BigEndian(_codestream[Position..]);
        if (length < 2 || Position + length > _codestream.Length) throw CutShort();

        Body = _codestream[(Position + 2)..(Position + length)];
        Position += length;
        return true;
    }

    private readonly DicomFormatException CutShort() => new($"The JPEG segment {Marker:X2} is cut short.");
}
