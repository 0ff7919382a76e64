using System.Buffers.Binary;

namespace Pacs.Imaging.Workers;

/// <summary>How it went. On the pipe: the length of the result, that of the flaw in UTF-8 or -1, and the flaw.</summary>
/// <param name="Length">Bytes of the result.</param>
/// <param name="Flaw">What is wrong with the frame; null when it is done.</param>
internal sealed record FrameReply(int Length, string? Flaw)
{
    private const int HeaderLength = 2 * sizeof(int);
    private const int LongestFlaw = 4096;

    /// <summary>Null when the worker has ended.</summary>
    public static FrameReply? Read(Stream stream)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength) return null;

        var flawLength = BinaryPrimitives.ReadInt32LittleEndian(header[sizeof(int)..]);
        if (flawLength < 0) return new FrameReply(BinaryPrimitives.ReadInt32LittleEndian(header), null);

        var flaw = new byte[Math.Min(flawLength, LongestFlaw)];
        return stream.ReadAtLeast(flaw, flaw.Length, throwOnEndOfStream: false) < flaw.Length
            ? null
            : new FrameReply(0, System.Text.Encoding.UTF8.GetString(flaw));
    }

    public void Write(Stream stream)
    {
        var flaw = Flaw is null ? [] : System.Text.Encoding.UTF8.GetBytes(Flaw);
        flaw = flaw[..Math.Min(flaw.Length, LongestFlaw)];
        var message = new byte[HeaderLength + flaw.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(sizeof(int)), Flaw is null ? -1 : flaw.Length);
        flaw.CopyTo(message, HeaderLength);
        stream.Write(message);
        stream.Flush();
    }
}
