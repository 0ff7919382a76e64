using System.Buffers;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Pacs.Files;

/// <summary>
/// Reads a segment as a log: member after member, each verified.
/// <para>
/// Where no whole member begins, what lies there is either a torn tail, which was never acknowledged and may be cut off,
/// or damage to what was, which must never be. They are told apart so:
/// </para>
/// <list type="bullet">
/// <item>A sealed segment was synced to its end before it got its name. Nothing in it is torn; all of it is damage.</item>
/// <item>Members are written in batches, each synced before the next is written, and each header says up to which offset
/// the segment was synced when it was written. So a header further on that says the bytes in question were synced proves
/// damage, even when its own body is bad too.</item>
/// <item>A whole member further on of the same batch proves nothing: pages reach the medium in any order, and the power
/// may have gone in between. But if that batch was acknowledged, cutting here would lose that member. So this counts as
/// damage too: the worst it costs is a report about bytes that nobody was promised.</item>
/// <item>With neither, the rest is the last batch of the last segment, and no trace shows it was finished: a torn tail.
/// Zeros up to the end (the room behind short members, a length that reached the medium before its bytes, or the
/// end-of-archive blocks of a seal that was not completed) are the plainest case.</item>
/// </list>
/// <para>
/// What an index already refers to lies in front of where reading begins, and is not cut whatever it looks like.
/// </para>
/// </summary>
internal sealed class SegmentLog(Disk disk, long storeId, SegmentId id, SafeFileHandle file, long length, bool isSealed)
{
    private const int BufferLength = 1 << 20;

    /// <summary>Everything from a member boundary to the end.</summary>
    public IEnumerable<LogEntry> ReadFrom(long offset)
    {
        while (offset < length)
        {
            var entry = Read(offset);
            if (entry is LogMember or LogHole)
            {
                yield return entry;
                offset = entry.End;
                continue;
            }

            if (IsZeroFrom(offset))
            {
                if (!isSealed)
                    yield return new LogTail(id, offset, length) { IsEmpty = true };
                else if (length - offset != TarHeader.EndOfArchive.Length)
                    yield return new LogDamage(id, offset, length, "There are only zeros up to the end of a sealed segment.");
                yield break;
            }

            var next = FindProofOfDamage(offset);
            if (next is null && !isSealed)
            {
                yield return new LogTail(id, offset, length) { IsEmpty = false };
                yield break;
            }

            yield return entry with { End = next ?? length };
            if (next is null)
                yield break;
            offset = next.Value;
        }

        if (isSealed)
            yield return new LogDamage(id, length, length, "A sealed segment lacks its end; it may have been cut short.");
    }

    /// <summary>The member whose header is at an offset; damage when there is no whole one.</summary>
    public LogEntry Read(long offset)
    {
        if (HeaderAt(offset) is not { } header)
            return new LogDamage(id, offset, offset + TarHeader.Size, "There is no header of a member here.");

        var extent = new Extent(id, offset + TarHeader.Size, header.Length);
        if (extent.End > length)
            return new LogDamage(id, offset, length, $"The segment ends within '{header.Name}'.");
        if (header.IsHole)
            return new LogHole(id, offset, extent.End) { Name = header.Name, Note = header.Note, Extent = extent };
        if (DigestOf(extent) != header.Digest)
            return new LogDamage(id, offset, extent.End, $"The bytes of '{header.Name}' are not those that were received.");

        return Member(header, extent);
    }

    /// <summary>
    /// What the headers say from a member boundary on, the bodies unread: the members, as if they were whole, and holes.
    /// Where no header follows, the rest is read as <see cref="ReadFrom"/> does.
    /// </summary>
    public IEnumerable<LogEntry> SkimFrom(long offset)
    {
        while (offset < length)
        {
            if (HeaderAt(offset) is not { } header)
            {
                foreach (var entry in ReadFrom(offset))
                    yield return entry;
                yield break;
            }

            var extent = new Extent(id, offset + TarHeader.Size, header.Length);
            yield return header.IsHole || extent.End > length ? Read(offset) : Member(header, extent);
            offset = extent.End;
        }
    }

    private LogMember Member(in TarHeader header, Extent extent) => new(id, extent.HeaderOffset, extent.End)
    {
        Name = header.Name,
        Note = header.Note,
        Extent = extent,
        Digest = header.Digest,
        ReceivedAt = header.ReceivedAt,
    };

    public TarHeader? HeaderAt(long offset)
    {
        Span<byte> block = stackalloc byte[TarHeader.Size];
        return Fill(block, offset) == block.Length ? TarHeader.Read(block, storeId, offset) : null;
    }

    private UInt128? DigestOf(Extent extent)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(BufferLength, Math.Max(extent.Length, 1)));
        try
        {
            var digest = new XxHash128();
            for (long done = 0; done < extent.Length;)
            {
                var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, extent.Length - done));
                if (Fill(part, extent.Offset + done) < part.Length)
                    return null;
                digest.Append(part);
                done += part.Length;
            }

            return digest.GetCurrentHashAsUInt128();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool IsZeroFrom(long offset) => Scan(offset, 1, static (block, _) => block.ContainsAnyExcept((byte)0)) is null;

    private long? FindProofOfDamage(long suspect) => Scan(suspect + TarHeader.Size, TarHeader.Size, (block, offset) =>
        block.Length == TarHeader.Size
        && TarHeader.Read(block, storeId, offset) is { } header
        && (header.SyncedBefore > suspect || Read(offset) is LogMember or LogHole));

    /// <summary>The offset of the first block from <paramref name="offset"/> on that is what is looked for.</summary>
    private long? Scan(long offset, int shortest, BlockTest test)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            while (offset < length)
            {
                var chunk = buffer.AsSpan(0, (int)Math.Min(BufferLength, length - offset));
                chunk = chunk[..Fill(chunk, offset)];
                for (var at = 0; chunk.Length - at >= shortest; at += TarHeader.Size)
                {
                    if (test(chunk.Slice(at, Math.Min(TarHeader.Size, chunk.Length - at)), offset + at))
                        return offset + at;
                }

                if (chunk.Length < BufferLength)
                    return null;
                offset += chunk.Length;
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    private int Fill(Span<byte> buffer, long offset)
    {
        var filled = 0;
        while (filled < buffer.Length && disk.Read(file, buffer[filled..], offset + filled) is > 0 and var count)
            filled += count;
        return filled;
    }

    private delegate bool BlockTest(ReadOnlySpan<byte> block, long offset);
}
