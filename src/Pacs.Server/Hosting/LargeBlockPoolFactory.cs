using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Pacs.Server.Hosting;

/// <summary>Gives each transport its blocks.</summary>
internal sealed class LargeBlockPoolFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new LargeBlockPool();
}
