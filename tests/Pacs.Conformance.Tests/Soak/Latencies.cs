using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Pacs.Conformance.Tests.Soak;

/// <summary>How long each kind of operation took.</summary>
internal sealed class Latencies
{
    private readonly ConcurrentDictionary<string, ConcurrentBag<double>> _milliseconds = new();

    public async Task<T> MeasureAsync<T>(string kind, Func<Task<T>> operation)
    {
        var begun = Stopwatch.GetTimestamp();
        var result = await operation();
        _milliseconds.GetOrAdd(kind, _ => []).Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        return result;
    }

    public IEnumerable<string> Table()
    {
        yield return $"{"milliseconds",-14} {"count",8} {"p50",9} {"p99",9} {"longest",9}";
        foreach (var (kind, times) in _milliseconds.OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            var sorted = times.Order().ToList();
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{kind,-14} {sorted.Count,8} {At(0.5),9:F1} {At(0.99),9:F1} {sorted[^1],9:F1}");

            double At(double share) => sorted[(int)(share * (sorted.Count - 1))];
        }
    }
}
