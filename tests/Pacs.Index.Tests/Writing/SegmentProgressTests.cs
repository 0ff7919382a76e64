using Pacs.Index.Writing;

namespace Pacs.Index.Tests.Writing;

public sealed class SegmentProgressTests
{
    [Fact]
    public void Moves_on_with_each_member_that_follows()
    {
        var progress = new SegmentProgress(0);
        progress.Add(0, 10);
        progress.Add(10, 30);
        Assert.Equal(30, progress.AppliedTo);
    }

    [Fact]
    public void Waits_at_a_gap_and_passes_all_beyond_it_once_it_is_closed()
    {
        var progress = new SegmentProgress(0);
        progress.Add(40, 50);
        progress.Add(20, 30);
        progress.Add(10, 20);
        Assert.Equal(0, progress.AppliedTo);

        progress.Add(0, 10);
        Assert.Equal(30, progress.AppliedTo);

        progress.Add(30, 40);
        Assert.Equal(50, progress.AppliedTo);
    }

    [Fact]
    public void Takes_any_order_of_arrival()
    {
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var members = Enumerable.Range(0, 40).ToArray();
            random.Shuffle(members);
            var progress = new SegmentProgress(0);
            var seen = new HashSet<int>();
            foreach (var member in members)
            {
                progress = progress.Copy();
                progress.Add(member * 10, member * 10 + 10);
                seen.Add(member);
                var unbroken = Enumerable.Range(0, 41).First(m => !seen.Contains(m));
                Assert.Equal(unbroken * 10, progress.AppliedTo);
            }
        }
    }

    [Fact]
    public void Stays_where_it_is_when_what_is_applied_comes_again()
    {
        var progress = new SegmentProgress(100);
        progress.Add(0, 10);
        progress.Add(50, 100);
        Assert.Equal(100, progress.AppliedTo);
    }
}
