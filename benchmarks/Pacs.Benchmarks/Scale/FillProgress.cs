using System.Diagnostics;
using System.Globalization;

namespace Pacs.Benchmarks.Scale;

/// <summary>Tells on standard error how far a long filling is, and on standard output how fast it was.</summary>
internal sealed class FillProgress(int total)
{
    private const int EachMillion = 1 << 20;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private int _next = EachMillion;

    public void Report(int done)
    {
        if (done < _next) return;

        _next += EachMillion;
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {done:N0} of {total:N0} in {_clock.Elapsed:mm\\:ss}"));
    }

    public void End()
    {
        if (total <= 0) return;

        var cpu = (Environment.CpuUsage.TotalTime - _cpu).TotalMicroseconds / total;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"filled with {total / _clock.Elapsed.TotalSeconds:N0} a second, {cpu:F0} us of CPU each"));
    }
}
