using System.Globalization;

namespace Pacs.LoadClient;

/// <summary>Medians of the rounds, one line per target, ratios to the first.</summary>
internal static class ResultTable
{
    public static void Print(Load load, int associations, IReadOnlyDictionary<Target, List<Measurement>> measured)
    {
        var first = Median(measured.First().Value, one => one.PerSecond);
        var plural = associations == 1 ? "" : "s";
        Line($"{load.Name}, {load.Count} instances, {associations} association{plural}");
        Line($"  {"",-12} {"per second",10} {"(min - max)",15} {"ratio",6} {"CPU s/1000",11} {"peak MB",8} {"failed",7}");
        foreach (var (target, runs) in measured)
        {
            var speed = Median(runs, one => one.PerSecond);
            var range = string.Create(
                CultureInfo.InvariantCulture, $"{runs.Min(one => one.PerSecond):F0} - {runs.Max(one => one.PerSecond):F0}");
            var cpu = Median(runs, one => one.CpuSecondsPerThousand);
            var peak = runs.Max(one => one.ResidentBytes) / 1e6;
            Line($"  {target.Name,-12} {speed,10:F0} {range,15} {speed / first,6:F2} {cpu,11:F2} {peak,8:F0} {runs.Sum(one => one.Failures),7}");
        }

        Line($"");
    }

    private static double Median(List<Measurement> runs, Func<Measurement, double> of) =>
        runs.Select(of).Order().ElementAt(runs.Count / 2);

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
