namespace Pacs.Files.Tests;

/// <summary>Short words for what most tests do with a store.</summary>
internal static class Stores
{
    /// <summary>Small enough that a few members fill a segment and a few kilobytes spill.</summary>
    public static SegmentStoreOptions Small { get; } = new()
    {
        ShardCount = 1,
        SegmentLength = 16 << 10,
        BlockLength = 1 << 10,
        SpillLength = 8 << 10,
        BufferBudget = 1 << 20,
        MinimumFreeBytes = 0,
    };

    public static SegmentStore Open(string directory, SegmentStoreOptions? options = null, Disk? disk = null)
    {
        var store = SegmentStore.Open(directory, options ?? Small, disk ?? new Disk(), TimeProvider.System);
        try
        {
            Assert.Empty(store.Recover(_ => 0, _ => 0).OfType<LogDamage>());
            return store;
        }
        catch
        {
            store.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    public static async Task<AppendResult> TryAppendAsync(
        this SegmentStore store, byte[] content, string name = "1.2/3.4/5.6.dcm", string key = "1.2", string note = "")
    {
        using var body = store.NewBody();
        body.Write(content);
        return await store.AppendAsync(key, name, note, body);
    }

    public static async Task<Extent> AppendAsync(
        this SegmentStore store, byte[] content, string name = "1.2/3.4/5.6.dcm", string key = "1.2", string note = "")
    {
        var result = await store.TryAppendAsync(content, name, key, note);
        Assert.Null(result.Failure);
        return Assert.NotNull(result.Extent);
    }

    public static byte[] ReadAll(this SegmentStore store, Extent extent)
    {
        using var stream = store.OpenRead(extent);
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        Assert.Equal(0, stream.Read(new byte[1]));
        return content;
    }

    /// <summary>Bytes that are told apart from any others by their seed, and that end in no zeros.</summary>
    public static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        if (length > 0)
            bytes[^1] = 0xFF;
        return bytes;
    }
}
