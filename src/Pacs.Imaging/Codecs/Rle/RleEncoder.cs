using System.Buffers;
using System.Buffers.Binary;

namespace Pacs.Imaging.Codecs.Rle;

/// <summary>RLE Lossless (PS3.5 §G.3.1): rows are packed by themselves, segments are padded to even length.</summary>
internal sealed class RleEncoder : IFrameEncoder
{
    private const int LongestRun = 128;

    public string? Refusal(PixelFormat format) =>
        Math.Max(1, format.BytesPerSample) * format.SamplesPerPixel > RleDecoder.MaxSegments
            ? $"RLE has {RleDecoder.MaxSegments} segments at the most"
            : null;

    public PixelFormat Encoded(PixelFormat format) => format;

    public void Encode(ReadOnlySpan<byte> samples, PixelFormat format, IBufferWriter<byte> codestream)
    {
        var bytesPerSample = Math.Max(1, format.BytesPerSample);
        var stride = bytesPerSample * format.SamplesPerPixel;

        // Rows of single bits share bytes: then all of the frame is one row.
        var rowLength = format.BitsAllocated == 1 ? format.FrameLength : format.Columns;
        var rows = format.BitsAllocated == 1 ? 1 : format.Rows;

        var packed = new ArrayBufferWriter<byte>(samples.Length / 2 + RleDecoder.HeaderLength);
        var header = new byte[RleDecoder.HeaderLength];
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)stride);
        var row = new byte[rowLength];
        for (var segment = 0; segment < stride; segment++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan((segment + 1) * 4), (uint)(RleDecoder.HeaderLength + packed.WrittenCount));
            var first = (segment / bytesPerSample * bytesPerSample) + bytesPerSample - 1 - (segment % bytesPerSample);
            for (var y = 0; y < rows; y++)
            {
                var from = samples[((y * rowLength * stride) + first)..];
                for (var x = 0; x < rowLength; x++) row[x] = from[x * stride];
                Pack(row, packed);
            }

            if (packed.WrittenCount % 2 == 1) packed.Write([(byte)0]);
        }

        codestream.Write(header);
        codestream.Write(packed.WrittenSpan);
    }

    /// <summary>Three equal bytes are worth a run; two are not, between literal ones.</summary>
    private static void Pack(ReadOnlySpan<byte> row, ArrayBufferWriter<byte> packed)
    {
        while (!row.IsEmpty)
        {
            var same = SameFrom(row, 0);
            if (same > 2 || same == row.Length)
            {
                packed.Write([(byte)(1 - same), row[0]]);
                row = row[same..];
                continue;
            }

            var literal = same;
            while (literal < row.Length && literal < LongestRun && (same = SameFrom(row, literal)) < 3) literal += same;
            literal = Math.Min(literal, LongestRun);
            packed.Write([(byte)(literal - 1)]);
            packed.Write(row[..literal]);
            row = row[literal..];
        }
    }

    private static int SameFrom(ReadOnlySpan<byte> row, int at)
    {
        var run = row[at..Math.Min(row.Length, at + LongestRun)];
        var other = run.IndexOfAnyExcept(run[0]);
        return other < 0 ? run.Length : other;
    }
}
