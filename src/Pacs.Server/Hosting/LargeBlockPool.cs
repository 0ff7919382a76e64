using System.Buffers;
using System.Collections.Concurrent;

namespace Pacs.Server.Hosting;

/// <summary>
/// Pinned blocks of 128 KiB for the sockets. Kestrel's own 4 KiB blocks make a C-STORE of half a megabyte 128 reads;
/// with these it is five, and a byte costs a third.
/// </summary>
internal sealed class LargeBlockPool : MemoryPool<byte>
{
    private const int BlockSize = 128 * 1024;

    private readonly ConcurrentBag<Block> _free = [];
    private volatile bool _disposed;

    public override int MaxBufferSize => BlockSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        return _free.TryTake(out var block) ? block : new Block(this);
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        _free.Clear();
    }

    /// <summary>Disposing hands the block back: whoever rented it is done with it, the memory lives on.</summary>
    private sealed class Block(LargeBlockPool pool) : IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);

        public Memory<byte> Memory => _bytes;

        public void Dispose()
        {
            if (!pool._disposed) pool._free.Add(this);
        }
    }
}
