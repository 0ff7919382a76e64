using System.Text.Json;

namespace Pacs.Benchmarks.Allocations;

/// <summary><c>benchmarks/allocations.json</c>: by benchmark, the most bytes that one operation may allocate.</summary>
public static class AllocationLimits
{
    public static IReadOnlyDictionary<string, long> Read() =>
        JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "allocations.json"))) ?? [];

    /// <summary>Prints what is measured beside what is allowed.</summary>
    public static void Print()
    {
        var limits = Read();
        foreach (var (name, bytes) in AllocationMeter.Measure(limits.Keys)) Console.WriteLine($"{name,-50} {bytes,10} of {limits[name]}");
    }
}
