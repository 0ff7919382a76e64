using System.Buffers;
using System.Buffers.Binary;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>Writes what <see cref="JpegSegments"/> reads.</summary>
internal static class JpegSegmentWriter
{
    public static void WriteSegment(this IBufferWriter<byte> codestream, byte marker, ReadOnlySpan<byte> body)
    {
        codestream.Write<byte>([0xFF, marker]);
        codestream.WriteUInt16(body.Length + 2);
        codestream.Write(body);
    }

    public static void WriteUInt16(this IBufferWriter<byte> codestream, int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(codestream.GetSpan(sizeof(ushort)), (ushort)value);
        codestream.Advance(sizeof(ushort));
    }
}
