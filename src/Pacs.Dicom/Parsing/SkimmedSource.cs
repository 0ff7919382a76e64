using System.Buffers;

namespace Pacs.Dicom.Parsing;

/// <summary>
/// Reads a stream in pieces that are small after a seek and grow while it goes straight on: of a thousand long fragments
/// only the headers are read. The stream stays open.
/// </summary>
/// <param name="stream">At the byte behind those that were read already.</param>
/// <param name="begun">What was read of it already.</param>
internal sealed class SkimmedSource(Stream stream, ReadOnlyMemory<byte> begun = default) : IDisposable
{
    private const int FirstRead = 8 << 10;
    private const int AfterSeek = 1 << 10;
    private const int LargestRead = 64 << 10;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(LargestRead);
    private ReadOnlyMemory<byte> _begun = begun;
    private int _next = FirstRead;

    /// <summary>
    /// Seeks over bytes that are of no interest, when that saves more than a call; gives how many it passed over. All that
    /// was read has to be used up.
    /// </summary>
    public uint PassOver(uint count)
    {
        if (count < AfterSeek || !stream.CanSeek) return 0;

        var passed = Math.Min(count, stream.Length - stream.Position);
        stream.Position += passed;
        _next = AfterSeek;
        return (uint)passed;
    }

    /// <summary>The next piece, good until the next is read; empty at the end.</summary>
    public ReadOnlyMemory<byte> Read()
    {
        if (!_begun.IsEmpty)
        {
            var first = _begun;
            _begun = default;
            return first;
        }

        var count = stream.Read(_buffer, 0, _next);
        _next = Math.Min(_next * 4, LargestRead);
        return _buffer.AsMemory(0, count);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
