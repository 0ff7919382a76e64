using System.IO.Pipelines;

namespace Pacs.Benchmarks.Network;

/// <summary>Takes bytes into one block and forgets them.</summary>
internal sealed class ForgetfulWriter : PipeWriter
{
    private readonly byte[] _block = new byte[128 << 10];

    public override void Advance(int bytes)
    {
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _block;

    public override Span<byte> GetSpan(int sizeHint = 0) => _block;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(default(FlushResult));

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }
}
