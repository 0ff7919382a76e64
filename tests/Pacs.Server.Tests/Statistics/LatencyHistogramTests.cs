using Pacs.Server.Statistics;

namespace Pacs.Server.Tests.Statistics;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1_000)]
    [InlineData(123_456)]
    [InlineData(3_600_000_000)]
    public void Tells_a_duration_to_an_eighth(long microseconds)
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromMicroseconds(microseconds));

        var told = Assert.NotNull(histogram.Quantile(0.5)).TotalMicroseconds;

        Assert.InRange(told, microseconds, Math.Max(microseconds + 1, microseconds * 9 / 8.0));
    }

    [Fact]
    public void Tells_what_half_and_what_nearly_all_did_not_exceed()
    {
        var histogram = new LatencyHistogram();
        foreach (var i in Enumerable.Range(1, 1000)) histogram.Add(TimeSpan.FromMilliseconds(i));

        Assert.Equal(1000, histogram.Count);
        Assert.InRange(Assert.NotNull(histogram.Quantile(0.5)).TotalMilliseconds, 500, 563);
        Assert.InRange(Assert.NotNull(histogram.Quantile(0.99)).TotalMilliseconds, 990, 1114);
    }

    [Fact]
    public void Takes_durations_of_any_length_and_tells_nothing_of_none()
    {
        var histogram = new LatencyHistogram();
        Assert.Null(histogram.Quantile(0.5));

        histogram.Add(TimeSpan.MaxValue);
        histogram.Add(TimeSpan.FromTicks(-1));

        Assert.Equal(2, histogram.Count);
    }
}
