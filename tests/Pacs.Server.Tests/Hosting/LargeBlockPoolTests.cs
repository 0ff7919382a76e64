using Pacs.Server.Hosting;

namespace Pacs.Server.Tests.Hosting;

public sealed class LargeBlockPoolTests
{
    [Fact]
    public void Gives_a_block_again_that_was_given_back()
    {
        using var pool = new LargeBlockPool();
        var block = pool.Rent();
        var memory = block.Memory;
        block.Dispose();

        using var again = pool.Rent(4096);

        Assert.Equal(memory, again.Memory);
        Assert.Equal(pool.MaxBufferSize, again.Memory.Length);
    }

    [Fact]
    public void Gives_no_more_than_a_block_at_a_time()
    {
        using var pool = new LargeBlockPool();

        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(pool.MaxBufferSize + 1));
    }

    [Fact]
    public void Takes_a_block_back_after_its_end()
    {
        var pool = new LargeBlockPool();
        var block = pool.Rent();
        pool.Dispose();

        block.Memory.Span.Fill(1); // a socket may still be writing into it
        block.Dispose();
    }

    [Fact]
    public void Lets_go_of_what_a_rush_of_senders_needed()
    {
        using var pool = new LargeBlockPool();
        var rush = Enumerable.Range(0, LargeBlockPool.MaxKept + 10).Select(_ => pool.Rent()).ToList();
        foreach (var block in rush) block.Dispose();

        var again = Enumerable.Range(0, rush.Count).Select(_ => pool.Rent()).ToList();

        Assert.Equal(LargeBlockPool.MaxKept, again.Select(block => block.Memory).Intersect(rush.Select(block => block.Memory)).Count());
    }
}
