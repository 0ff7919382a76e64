using System.Buffers;
using System.IO.Hashing;

namespace Pacs.Files.Tests;

public sealed class IncomingBodyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Has_the_same_bytes_and_digest_however_they_arrive()
    {
        await using var store = Stores.Open(_directory);
        var content = Stores.Bytes(20_000, seed: 1);
        foreach (var part in new[] { 1, 7, 511, 512, 513, 1024, 5000, 20_000 })
        {
            using var body = store.NewBody();
            for (var at = 0; at < content.Length; at += part)
            {
                body.Write(content.AsSpan(at, Math.Min(part, content.Length - at)));
                Assert.True(at % 1024 != 0 || body.Digest == XxHash128.HashToUInt128(content.AsSpan(0, (int)body.Length)));
            }

            Assert.Equal(content.Length, body.Length);
            Assert.Equal(XxHash128.HashToUInt128(content), body.Digest);
            var result = await store.AppendAsync("1", "a", "", body);
            Assert.Equal(content, store.ReadAll(Assert.NotNull(result.Extent)));
        }
    }

    [Fact]
    public async Task Lends_memory_of_any_length_to_write_into()
    {
        await using var store = Stores.Open(_directory);
        var content = Stores.Bytes(30_000, seed: 1);
        using var body = store.NewBody();
        var at = 0;
        foreach (var asked in new[] { 0, 1, 500, 600, 5000, 1024, 1, 9000, 0, 1, 20_000 })
        {
            var span = body.GetSpan(asked);
            Assert.True(span.Length >= Math.Max(asked, 1));
            var count = Math.Min(span.Length, Math.Min(asked, content.Length - at));
            content.AsSpan(at, count).CopyTo(span);
            body.Advance(count);
            at += count;
        }

        body.Write(content.AsSpan(at));
        var result = await store.AppendAsync("1", "a", "", body);

        Assert.Equal(content, store.ReadAll(Assert.NotNull(result.Extent)));
    }

    [Fact]
    public async Task Can_be_read_from_anywhere_before_it_is_appended()
    {
        await using var store = Stores.Open(_directory);
        foreach (var length in new[] { 1, 511, 512, 513, 1024, 7679, 7680, 7681, 20_000 })
        {
            var content = Stores.Bytes(length, seed: 1);
            using var body = store.NewBody();
            body.Write(content);
            await using (var stream = body.OpenRead())
            {
                foreach (var from in new[] { 0, length / 2, length - 1, length, 0 })
                {
                    var read = new byte[length - from];
                    stream.Position = from;
                    stream.ReadExactly(read);
                    Assert.Equal(content[from..], read);
                    Assert.Equal(0, stream.Read(new byte[10]));
                }
            }

            var result = await store.AppendAsync("1", "a", "", body);
            Assert.Equal(content, store.ReadAll(Assert.NotNull(result.Extent)));
        }
    }

    [Fact]
    public async Task Takes_a_sequence_of_many_segments()
    {
        await using var store = Stores.Open(_directory);
        var writer = new ArrayBufferWriter<byte>();
        using var body = store.NewBody();
        for (var i = 0; i < 10; i++)
        {
            var bytes = Stores.Bytes(777, seed: i);
            writer.Write(bytes);
            body.Write(Sequence(bytes, parts: 5));
        }

        var result = await store.AppendAsync("1", "a", "", body);

        Assert.Equal(writer.WrittenSpan.ToArray(), store.ReadAll(Assert.NotNull(result.Extent)));
    }

    [Fact]
    public async Task Spills_past_its_length_and_is_not_copied_when_it_is_appended()
    {
        var disk = new RecordingDisk();
        await using var store = Stores.Open(_directory, disk: disk);
        using var body = store.NewBody();
        body.Write(Stores.Bytes(8 << 10, seed: 1)); // with the header more than SpillLength
        Assert.True(body.IsSpilled);
        Assert.True(store.BufferedBytes <= 1024);
        body.Write(Stores.Bytes(8 << 10, seed: 2));
        disk.Calls.Clear();

        var extent = Assert.NotNull((await store.AppendAsync("1", "a", "", body)).Extent);

        // The header last, when it is known what lies before it.
        Assert.Equal(["write", "sync", "write", "sync", "rename", "sync directory"], disk.Calls);
        Assert.Equal([.. Stores.Bytes(8 << 10, seed: 1), .. Stores.Bytes(8 << 10, seed: 2)], store.ReadAll(extent));
        Assert.Empty(Directory.GetFiles(Path.Combine(_directory, "incoming")));
        Assert.Equal(new SegmentInfo(extent.Segment, extent.End + 1024, IsSealed: true), Assert.Single(store.Segments()));
    }

    [Fact]
    public async Task Spills_early_when_all_bodies_together_use_up_the_budget()
    {
        await using var store = Stores.Open(_directory, Stores.Small with { BufferBudget = 4 << 10 });
        using var first = store.NewBody();
        using var second = store.NewBody();

        first.Write(Stores.Bytes(2500, seed: 1));
        second.Write(Stores.Bytes(2500, seed: 2));

        Assert.False(first.IsSpilled);
        Assert.True(second.IsSpilled);
        Assert.True(store.BufferedBytes <= 4 << 10);
        var extents = await Task.WhenAll(store.AppendAsync("1", "a", "", first), store.AppendAsync("1", "b", "", second));
        Assert.Equal(Stores.Bytes(2500, seed: 1), store.ReadAll(Assert.NotNull(extents[0].Extent)));
        Assert.Equal(Stores.Bytes(2500, seed: 2), store.ReadAll(Assert.NotNull(extents[1].Extent)));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(100_000)]
    public async Task Leaves_nothing_when_it_is_not_appended(int length)
    {
        await using var store = Stores.Open(_directory);

        using (var body = store.NewBody())
            body.Write(Stores.Bytes(length, seed: 1));

        Assert.Equal(0, store.BufferedBytes);
        Assert.Empty(Directory.GetFiles(Path.Combine(_directory, "incoming")));
        Assert.Empty(store.Segments());
    }

    [Fact]
    public async Task Gives_its_memory_back_after_the_append_and_not_before()
    {
        var disk = new RecordingDisk();
        await using var store = Stores.Open(_directory, disk: disk);
        var sync = disk.HoldNextSync();
        var body = store.NewBody();
        body.Write(Stores.Bytes(100, seed: 1));
        var append = Task.Run(() => store.AppendAsync("1", "a", "", body));
        await sync.Begun;

        body.Dispose();
        Assert.Equal(1024, store.BufferedBytes);
        sync.Release();
        await append;

        Assert.Equal(0, store.BufferedBytes);
        Assert.Equal(XxHash128.HashToUInt128(Stores.Bytes(100, seed: 1)), body.Digest);
    }

    [Fact]
    public async Task Is_appended_only_once()
    {
        await using var store = Stores.Open(_directory);
        using var body = store.NewBody();
        await store.AppendAsync("1", "a", "", body);

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.AppendAsync("1", "a", "", body));
    }

    [Fact]
    public async Task Takes_the_rest_and_drops_it_when_the_disk_fails_it()
    {
        var disk = new FullDisk();
        await using var store = Stores.Open(_directory, disk: disk);
        disk.IsFull = true;
        using var body = store.NewBody();

        body.Write(Stores.Bytes(100_000, seed: 1));
        body.Advance(Math.Min(10, body.GetSpan(10).Length));

        Assert.Equal(AppendFailureReason.NoSpace, body.Failure?.Reason);
        Assert.Equal(AppendFailureReason.NoSpace, (await store.AppendAsync("1", "a", "", body)).Failure?.Reason);
        Assert.Empty(Directory.GetFiles(Path.Combine(_directory, "incoming")));
        Assert.Equal(0, store.BufferedBytes);
    }

    private static ReadOnlySequence<byte> Sequence(byte[] bytes, int parts)
    {
        var length = (bytes.Length / parts) + 1;
        var first = new Part(bytes.AsMemory(0, length), null);
        var last = first;
        for (var at = length; at < bytes.Length; at += length)
            last = new Part(bytes.AsMemory(at, Math.Min(length, bytes.Length - at)), last);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Part : ReadOnlySequenceSegment<byte>
    {
        public Part(ReadOnlyMemory<byte> memory, Part? before)
        {
            Memory = memory;
            RunningIndex = before is null ? 0 : before.RunningIndex + before.Memory.Length;
            before?.Next = this;
        }
    }
}
