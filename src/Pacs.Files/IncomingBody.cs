using System.Buffers;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Pacs.Files;

/// <summary>
/// Gathers the bytes of one member while they arrive, its digest running along. Up to a length, and while the store's
/// buffer budget lasts, in pooled blocks; past that in a segment file of its own, so that memory is bounded and nothing
/// is copied twice. What is not appended leaves nothing behind.
/// <para>
/// Not for several threads at once. Writing never fails: when the disk does, the body takes what still comes and drops
/// it, so that the peer can be read to its end, and the append says why.
/// </para>
/// </summary>
public sealed class IncomingBody : IBufferWriter<byte>, IDisposable
{
    private const int Filling = 0;
    private const int Appending = 1;
    private const int Released = 2;

    /// <summary>How much a spilled body collects before the disk is told to start writing: one large request for it.</summary>
    private const long WriteOutLength = 8 << 20;

    private readonly IncomingSpace _space;
    private readonly BlockPool _pool;

    // The blocks hold the member as it will lie in a segment: the first begins with room for the header.
    private readonly List<Memory<byte>> _blocks = [];
    private int _used = TarHeader.Size; // of the last block
    private int _digested = TarHeader.Size; // of the last block
    private (UInt128 Digest, long Length) _digestOf = (default, -1);
    private XxHash128? _digest; // of the blocks before the last; null while there is one: it is hashed in one go
    private byte[]? _aside; // lent out by GetMemory for a request longer than what the block has left
    private SafeFileHandle? _file;
    private string? _path;
    private long _fileLength;
    private long _writtenOut;
    private int _state;

    internal IncomingBody(IncomingSpace space, BlockPool pool)
    {
        _space = space;
        _pool = pool;
        _blocks.Add(pool.Rent());
    }

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>The XXH3-128 of the bytes written so far.</summary>
    public UInt128 Digest
    {
        get
        {
            if (_digestOf.Length != Length)
                _digestOf = (CurrentDigest(), Length);
            return _digestOf.Digest;
        }
    }

    /// <summary>True when the body waits on disk.</summary>
    public bool IsSpilled => _file is not null;

    /// <summary>Why this body can no longer be appended; null while all is well.</summary>
    public AppendFailure? Failure { get; private set; }

    private Memory<byte> Last => _blocks[^1];

    public void Write(in ReadOnlySequence<byte> bytes)
    {
        foreach (var segment in bytes)
            Write(segment.Span);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_used == Last.Length)
                NextBlock();

            var part = bytes[..Math.Min(bytes.Length, Last.Length - _used)];
            part.CopyTo(Last.Span[_used..]);
            _used += part.Length;
            Length += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_used == Last.Length)
            NextBlock();
        if (sizeHint <= Last.Length - _used)
            return Last[_used..];

        _aside = ArrayPool<byte>.Shared.Rent(sizeHint);
        return _aside;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Advance(int count)
    {
        if (_aside is { } aside)
        {
            _aside = null;
            Write(aside.AsSpan(0, count));
            ArrayPool<byte>.Shared.Return(aside);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(Last.Length - _used), nameof(count));
        _used += count;
        Length += count;
    }

    /// <summary>What has been written, from its beginning. While the stream is open nothing may be written or appended.</summary>
    /// <exception cref="IOException">The disk failed, or fails now.</exception>
    public Stream OpenRead()
    {
        if (Failure is { } failure)
            throw new IOException(failure.Explanation);

        // A handle of its own: what is written goes past the cache, for which the places of reads are not made.
        return new IncomingBodyStream(_space.Disk, _path is null ? null : _space.Disk.OpenForReading(_path), _fileLength, _blocks, Length);
    }

    /// <summary>Gives the memory back and removes what lies on disk, unless the body is being or has been appended.</summary>
    public void Dispose()
    {
        if (Interlocked.CompareExchange(ref _state, Released, Filling) == Filling)
            Free();
    }

    /// <summary>From here on the body belongs to the append, which frees it.</summary>
    internal void BeginAppend()
    {
        if (Interlocked.CompareExchange(ref _state, Appending, Filling) != Filling)
            throw new InvalidOperationException("A body is appended once, and not after it was disposed.");

        _ = Digest; // here, so that the shard's writer need not compute it while others wait
    }

    /// <summary>Frees what an append has taken over; a file that was renamed into the store stays.</summary>
    internal void EndAppend()
    {
        _state = Released;
        Free();
    }

    /// <summary>How long the member is in a segment: header, body, padding.</summary>
    internal long MemberLength => TarHeader.Size + TarHeader.Padded(Length);

    /// <summary>Fills in the header and adds the member's bytes, padded to whole blocks, to what will be written.</summary>
    internal void AddTo(List<ReadOnlyMemory<byte>> buffers, in TarHeader header, long offset)
    {
        header.Write(_blocks[0].Span, _space.StoreId, offset);
        for (var i = 0; i < _blocks.Count - 1; i++)
            buffers.Add(_blocks[i]);
        buffers.Add(PaddedLast());
    }

    /// <summary>Makes a spilled body a durable segment but for its header, still under its name in incoming/.</summary>
    internal void CompleteFile()
    {
        if (_file is null || Failure is not null)
            return;

        try
        {
            _space.Disk.Write(_file, [PaddedLast(), TarHeader.EndOfArchive], _fileLength);
            _space.Disk.Sync(_file);
        }
        catch (IOException e)
        {
            Fail(AppendFailure.Of(e));
        }
    }

    /// <summary>Writes the header of a spilled body, durably, and gives the file its name in the store.</summary>
    internal void MoveFile(in TarHeader header, string path)
    {
        if (_path is null || _file is null)
            throw new InvalidOperationException("This body has no file.");

        header.Write(Last.Span, _space.StoreId, 0);
        _space.Disk.Write(_file, Last.Span[..TarHeader.Size], 0);
        _space.Disk.Sync(_file);
        _space.Disk.Rename(_path, path);
        _path = null;
    }

    private UInt128 CurrentDigest()
    {
        if (_digest is null)
            return XxHash128.HashToUInt128(Last.Span[_digested.._used]);

        RunDigest();
        return _digest.GetCurrentHashAsUInt128();
    }

    private ReadOnlyMemory<byte> PaddedLast()
    {
        var padded = (int)TarHeader.Padded(_used); // a block is a multiple of 512, so this fits
        Last.Span[_used..padded].Clear();
        return Last[..padded];
    }

    private void NextBlock()
    {
        RunDigest();
        if (Failure is null && _file is null)
        {
            if ((_blocks.Count + 1L) * Last.Length <= _space.SpillLength && _pool.TryRent(out var block))
            {
                _blocks.Add(block);
                _used = _digested = 0;
                return;
            }

            BeginFile();
        }
        else if (Failure is null)
        {
            WriteToFile();
        }

        _used = _digested = 0;
    }

    private void RunDigest()
    {
        _digest ??= new XxHash128();
        _digest.Append(Last.Span[_digested.._used]);
        _digested = _used;
    }

    /// <summary>Moves the full blocks to a file and keeps the last as the buffer in front of it.</summary>
    private void BeginFile()
    {
        try
        {
            _path = _space.NewFileName();
            _file = _space.Disk.Create(_path);
            _space.Disk.BypassCache(_file, 0);
            WriteToFile();
        }
        catch (IOException e)
        {
            Fail(AppendFailure.Of(e));
        }

        foreach (var block in _blocks[..^1])
            _pool.Return(block);
        _blocks.RemoveRange(0, _blocks.Count - 1);
    }

    private void WriteToFile()
    {
        if (_file is null)
            return;

        try
        {
            var length = (long)_blocks.Count * Last.Length;
            if (_space.Floor.Refuses(length) is { } refusal)
            {
                Fail(refusal);
                return;
            }

            foreach (var block in _blocks)
            {
                _space.Disk.Write(_file, block.Span, _fileLength);
                _fileLength += block.Length;
            }

            if (_fileLength - _writtenOut >= WriteOutLength)
            {
                _space.Disk.StartWriting(_file, _writtenOut, _fileLength - _writtenOut);
                _writtenOut = _fileLength;
            }
        }
        catch (IOException e)
        {
            Fail(AppendFailure.Of(e));
        }
    }

    private void Fail(AppendFailure failure)
    {
        Failure = failure;
        RemoveFile();
    }

    private void Free()
    {
        foreach (var block in _blocks)
            _pool.Return(block);
        _blocks.Clear();
        RemoveFile();
    }

    private void RemoveFile()
    {
        _file?.Dispose();
        _file = null;
        if (_path is null)
            return;

        try
        {
            _space.Disk.Delete(_path);
        }
        catch (IOException)
        {
            // Swept up when the store is opened next: it is in incoming/ and nobody refers to it.
        }

        _path = null;
    }
}
