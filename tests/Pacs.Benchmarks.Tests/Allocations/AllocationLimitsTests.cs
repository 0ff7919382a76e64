using Pacs.Benchmarks.Allocations;

namespace Pacs.Benchmarks.Tests.Allocations;

/// <summary>
/// The hot paths allocate no more than <c>benchmarks/allocations.json</c> says: nothing for a further fragment that comes, and
/// nothing for a further megabyte that goes. Who allocates less lowers the number there.
/// </summary>
public sealed class AllocationLimitsTests
{
    [Fact]
    public void Allocate_no_more_than_is_written_down()
    {
        var limits = AllocationLimits.Read();

        var exceeded = AllocationMeter.Measure(limits.Keys)
            .Where(measured => measured.Bytes > limits[measured.Name])
            .Select(measured => $"{measured.Name}: {measured.Bytes} of {limits[measured.Name]} bytes");

        Assert.Equal("", string.Join("\n", exceeded));
    }
}
