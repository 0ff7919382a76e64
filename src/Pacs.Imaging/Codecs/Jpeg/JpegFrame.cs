using System.Buffers.Binary;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>A frame header (ITU-T T.81 §B.2.2): P, Y, X, Nf, and Ci, Hi Vi, Tqi for each component.</summary>
internal sealed record JpegFrame
{
    private const int FixedLength = 6;
    private const int ComponentLength = 3;

    /// <summary>Which process: a start of frame marker.</summary>
    public required byte Marker { get; init; }

    public required int Precision { get; init; }

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required JpegComponent[] Components { get; init; }

    /// <summary>True when some component has fewer samples than another.</summary>
    public bool IsSubsampled => Components.Any(
        component => component.Horizontal != Components[0].Horizontal || component.Vertical != Components[0].Vertical);

    public static JpegFrame Parse(byte marker, ReadOnlySpan<byte> body)
    {
        if (body.Length < FixedLength || body.Length < FixedLength + (body[5] * ComponentLength))
        {
            throw new DicomFormatException("The JPEG frame header is cut short.");
        }

        var components = new JpegComponent[body[5]];
        for (var i = 0; i < components.Length; i++)
        {
            var component = body[(FixedLength + (i * ComponentLength))..];
            components[i] = new JpegComponent(component[0], component[1] >> 4, component[1] & 0xF);
        }

        return new JpegFrame
        {
            Marker = marker,
            Precision = body[0],
            Rows = BinaryPrimitives.ReadUInt16BigEndian(body[1..]),
            Columns = BinaryPrimitives.ReadUInt16BigEndian(body[3..]),
            Components = components,
        };
    }

    /// <summary>The frame header of a codestream, which comes before its first scan.</summary>
    /// <exception cref="DicomFormatException">There is none.</exception>
    public static JpegFrame Find(ReadOnlySpan<byte> codestream)
    {
        var segments = new JpegSegments(codestream);
        while (segments.Read() && segments.Marker != JpegMarker.StartOfScan)
        {
            if (JpegMarker.IsStartOfFrame(segments.Marker)) return Parse(segments.Marker, segments.Body);
        }

        throw new DicomFormatException("The frame has no JPEG frame header.");
    }

    /// <exception cref="DicomFormatException">The frame is not what the data set says.</exception>
    public void CheckAgainst(PixelFormat stored) =>
        CodestreamSize.Check(stored, Rows, Columns, Components.Length, Precision);
}
