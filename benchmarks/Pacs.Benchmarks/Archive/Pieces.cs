using System.Buffers;

namespace Pacs.Benchmarks.Archive;

/// <summary>A data set as it comes off the line, in pieces of one length, without waiting and without allocating for each.</summary>
internal sealed class Pieces(ReadOnlyMemory<byte> bytes, int length)
    : IAsyncEnumerable<ReadOnlySequence<byte>>, IAsyncEnumerator<ReadOnlySequence<byte>>
{
    private int _at;

    public ReadOnlySequence<byte> Current { get; private set; }

    public IAsyncEnumerator<ReadOnlySequence<byte>> GetAsyncEnumerator(CancellationToken cancellationToken)
    {
        _at = 0;
        return this;
    }

    public ValueTask<bool> MoveNextAsync()
    {
        var piece = bytes.Slice(_at, Math.Min(length, bytes.Length - _at));
        _at += piece.Length;
        Current = new ReadOnlySequence<byte>(piece);
        return ValueTask.FromResult(!piece.IsEmpty);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
