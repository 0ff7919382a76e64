using System.Buffers;
using System.Collections.Concurrent;

namespace Pacs.Server.Hosting;

/// <summary>
/// Pinned blocks of 128 KiB for the sockets. Kestrel's own 4 KiB blocks make a C-STORE of half a megabyte 128 reads;
/// with these it is five, and a byte costs a third.
/// </summary>
internal sealed class LargeBlockPool : MemoryPool<byte>
{
    /// <summary>Blocks that are kept for the next to rent, 64 MiB. What a rush of senders needs beyond them goes with it.</summary>
    internal const int MaxKept = 512;

    private const int BlockSize = 128 * 1024;

    private readonly ConcurrentBag<Block> _free = [];
    private int _kept;
    private volatile bool _disposed;

    public override int MaxBufferSize => BlockSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        if (!_free.TryTake(out var block)) return new Block(this);

        Interlocked.Decrement(ref _kept);
        return block;
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        _free.Clear();
    }

    private void Return(Block block)
    {
        if (Interlocked.Increment(ref _kept) <= MaxKept && !_disposed) _free.Add(block);
        else Interlocked.Decrement(ref _kept);
    }

    /// <summary>Disposing hands the block back: whoever rented it is done with it, the memory lives on.</summary>
    private sealed class Block(LargeBlockPool pool) : IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);

        public Memory<byte> Memory => _bytes;

        public void Dispose() => pool.Return(this);
    }
}
