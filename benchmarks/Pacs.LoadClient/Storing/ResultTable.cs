using System.Globalization;

namespace Pacs.LoadClient.Storing;

/// <summary>Medians of the rounds, one line per target, and what the last target is to each of the others.</summary>
internal static class ResultTable
{
    public static void Print(Load load, int associations, IReadOnlyDictionary<Target, List<Measurement>> measured)
    {
        var (subject, own) = measured.Last();
        var plural = associations == 1 ? "" : "s";
        Line($"{load.Name}, {load.CountFor(associations)} instances, {associations} association{plural}; load {LoadAverage()}");
        Line($"  {"",-12} {"per second",10} {"(min - max)",15} {"MB/s",7} {"CPU s/1000",11} {"CPU s/GB",9} {"peak MB",8} {"failed",7}   {subject.Name}: speed and CPU");
        foreach (var (target, runs) in measured)
        {
            var speed = Median(runs, one => one.PerSecond);
            var range = string.Create(
                CultureInfo.InvariantCulture, $"{runs.Min(one => one.PerSecond):G4} - {runs.Max(one => one.PerSecond):G4}");
            var cpu = Median(runs, one => one.CpuSecondsPerThousand);
            var peak = runs.Max(one => one.ResidentBytes) / 1e6;
            var ratios = target == subject ? "" : string.Create(
                CultureInfo.InvariantCulture,
                $"   {Median(own, one => one.PerSecond) / speed,8:F2} x {Median(own, one => one.CpuSecondsPerThousand) / cpu,8:F2} x");
            Line($"  {target.Name,-12} {speed,10:G4} {range,15} {speed * load.PixelBytes / 1e6,7:F0} {cpu,11:F3} {cpu * 1e6 / load.PixelBytes,9:F2} {peak,8:F0} {runs.Sum(one => one.Failures),7}{ratios}");
        }

        Line($"");
    }

    private static double Median(List<Measurement> runs, Func<Measurement, double> of) =>
        runs.Select(of).Order().ElementAt(runs.Count / 2);

    public static string LoadAverage() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
