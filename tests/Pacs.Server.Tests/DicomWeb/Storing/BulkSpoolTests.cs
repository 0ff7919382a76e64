using System.Buffers;
using Pacs.Server.DicomWeb.Storing;

namespace Pacs.Server.Tests.DicomWeb.Storing;

public sealed class BulkSpoolTests
{
    private static readonly byte[] First = [1, 2, 3], Second = [4, 5, 6, 7];

    [Fact]
    public async Task Gives_back_each_part_that_it_took()
    {
        using var folder = new TemporaryDirectory();
        await using var spool = new BulkSpool(folder, _ => true);

        var first = await spool.AddAsync(Pieces(First), default);
        var second = await spool.AddAsync(Pieces(Second, First), default);

        Assert.Equal(First, await ReadAsync(spool, first));
        Assert.Equal((byte[])[.. Second, .. First], await ReadAsync(spool, second));
        Assert.Equal(Second[..2], (await spool.ReadStartAsync(second!.Value, 2, default)).ToArray());
    }

    [Fact]
    public async Task Reads_a_part_to_its_end_that_there_is_no_room_for()
    {
        using var folder = new TemporaryDirectory();
        var room = 5L;
        await using var spool = new BulkSpool(folder, bytes => (room -= bytes) >= 0);
        var seen = 0;

        var first = await spool.AddAsync(Pieces(First), default);
        var tooMuch = await spool.AddAsync(Counted(Pieces(Second, First)), default);
        room = long.MaxValue;
        var next = await spool.AddAsync(Pieces(Second), default);

        Assert.Null(tooMuch);
        Assert.Equal(2, seen);
        Assert.Equal(First, await ReadAsync(spool, first));
        Assert.Equal(Second, await ReadAsync(spool, next));

        async IAsyncEnumerable<ReadOnlySequence<byte>> Counted(IAsyncEnumerable<ReadOnlySequence<byte>> pieces)
        {
            await foreach (var piece in pieces)
            {
                seen++;
                yield return piece;
            }
        }
    }

    [Fact]
    public async Task Does_without_a_part_when_the_disk_fails()
    {
        using var folder = new TemporaryDirectory();
        await using var spool = new BulkSpool(Path.Combine(folder, "missing"), _ => true);

        Assert.Null(await spool.AddAsync(Pieces(First), default));
    }

    private static async IAsyncEnumerable<ReadOnlySequence<byte>> Pieces(params byte[][] pieces)
    {
        foreach (var piece in pieces)
        {
            await Task.Yield();
            yield return new ReadOnlySequence<byte>(piece);
        }
    }

    private static async Task<byte[]> ReadAsync(BulkSpool spool, BulkBody? body)
    {
        var read = new ArrayBufferWriter<byte>();
        await foreach (var piece in spool.ReadAsync(body!.Value, default)) read.Write(piece.ToArray());
        return read.WrittenSpan.ToArray();
    }
}
