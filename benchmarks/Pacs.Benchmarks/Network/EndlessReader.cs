using System.Buffers;
using System.IO.Pipelines;

namespace Pacs.Benchmarks.Network;

/// <summary>The same bytes again and again, in reads of one block, without waiting and without allocating.</summary>
internal sealed class EndlessReader(ReadOnlyMemory<byte> bytes, int blockLength) : PipeReader
{
    private readonly ReadOnlySequence<byte> _bytes = new(bytes);
    private long _start;
    private long _end;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_start == _bytes.Length) _start = _end = 0;
        _end = Math.Min(_end + blockLength, _bytes.Length);
        return ValueTask.FromResult(new ReadResult(_bytes.Slice(_start, _end - _start), isCanceled: false, isCompleted: false));
    }

    public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

    public override void AdvanceTo(SequencePosition consumed) => _start = _bytes.GetOffset(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => AdvanceTo(consumed);

    public override void CancelPendingRead()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }
}
