using System.Buffers.Binary;
using System.IO.Hashing;

namespace Pacs.Index;

/// <summary>Makes the <see cref="ContentRevision"/> of instances that are added in the order of the index.</summary>
public sealed class RevisionHash
{
    private readonly XxHash128 _hash = new();
    private DateTimeOffset _last;
    private int _count;

    public ContentRevision Revision => new(_hash.GetCurrentHashAsUInt128(), _last, _count);

    public void Add(UInt128 digest, DateTimeOffset receivedAt)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, digest);
        _hash.Append(bytes);
        if (receivedAt > _last) _last = receivedAt;
        _count++;
    }
}
