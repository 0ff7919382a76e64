using System.Buffers.Binary;

namespace Pacs.Imaging.Workers;

/// <summary>
/// What a worker is to do with the bytes at the beginning of the shared memory; the result goes behind them. On the pipe: the
/// length, and so many bytes of what <see cref="BinaryWriter"/> makes of it.
/// </summary>
internal sealed record FrameOrder
{
    private const int Alignment = 4096;
    private const int Longest = 4096;

    public required CodecTask Task { get; init; }

    /// <summary>Which codec: a transfer syntax UID.</summary>
    public required string SyntaxUid { get; init; }

    /// <summary>What the data set says of the frame.</summary>
    public required PixelFormat Format { get; init; }

    public required int InputLength { get; init; }

    /// <summary>Room for the result.</summary>
    public required int OutputLength { get; init; }

    /// <summary>When it is given up.</summary>
    public required TimeSpan Limit { get; init; }

    public long OutputStart => ((long)InputLength + Alignment - 1) / Alignment * Alignment;

    public long SharedLength => OutputStart + OutputLength;

    /// <summary>Null at the end of the stream.</summary>
    public static FrameOrder? Read(Stream stream)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        if (stream.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) < length.Length) return null;

        var bytes = new byte[Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(length), 0, Longest)];
        stream.ReadExactly(bytes);
        using var reader = new BinaryReader(new MemoryStream(bytes));
        return new FrameOrder
        {
            Task = (CodecTask)reader.ReadByte(),
            SyntaxUid = reader.ReadString(),
            InputLength = reader.ReadInt32(),
            OutputLength = reader.ReadInt32(),
            Limit = TimeSpan.FromTicks(reader.ReadInt64()),
            Format = new PixelFormat
            {
                Rows = reader.ReadInt32(),
                Columns = reader.ReadInt32(),
                SamplesPerPixel = reader.ReadInt32(),
                BitsAllocated = reader.ReadInt32(),
                BitsStored = reader.ReadInt32(),
                IsSigned = reader.ReadBoolean(),
                IsPlanar = reader.ReadBoolean(),
                Photometric = reader.ReadString(),
            },
        };
    }

    public void Write(Stream stream)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(0);
        writer.Write((byte)Task);
        writer.Write(SyntaxUid);
        writer.Write(InputLength);
        writer.Write(OutputLength);
        writer.Write(Limit.Ticks);
        writer.Write(Format.Rows);
        writer.Write(Format.Columns);
        writer.Write(Format.SamplesPerPixel);
        writer.Write(Format.BitsAllocated);
        writer.Write(Format.BitsStored);
        writer.Write(Format.IsSigned);
        writer.Write(Format.IsPlanar);
        writer.Write(Format.Photometric);
        writer.Seek(0, SeekOrigin.Begin);
        writer.Write((int)bytes.Length - sizeof(int));
        stream.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        stream.Flush();
    }
}
