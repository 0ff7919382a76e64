namespace Pacs.Files;

/// <summary>The blocks that bodies gather in, within one budget for the whole store.</summary>
internal sealed class BlockPool(int blockLength, long budget)
{
    private readonly Lock _gate = new();
    private readonly Stack<Memory<byte>> _idle = new();

    /// <summary>What stays for the next burst; the rest goes back to the runtime.</summary>
    private readonly long _maxIdle = budget / blockLength / 4;

    private long _rented;

    /// <summary>Bytes in use now.</summary>
    public long Rented
    {
        get
        {
            lock (_gate)
                return _rented * blockLength;
        }
    }

    /// <summary>A block, its content undefined; false when the budget is used up.</summary>
    public bool TryRent(out Memory<byte> block)
    {
        lock (_gate)
        {
            var isWithin = (_rented + 1) * blockLength <= budget;
            block = isWithin ? Take() : default;
            return isWithin;
        }
    }

    /// <summary>A block, whatever the budget: the one that every body has.</summary>
    public Memory<byte> Rent()
    {
        lock (_gate)
            return Take();
    }

    public void Return(Memory<byte> block)
    {
        lock (_gate)
        {
            _rented--;
            if (_idle.Count < _maxIdle)
                _idle.Push(block);
        }
    }

    private Memory<byte> Take()
    {
        _rented++;
        return _idle.TryPop(out var block) ? block : AlignedBlock.Allocate(blockLength);
    }
}
