using System.Globalization;
using Pacs.LoadClient.Storing;

namespace Pacs.LoadClient.Retrieving;

/// <summary>A study by C-GET and by C-MOVE from every target in turn; medians of the rounds.</summary>
internal static class RetrieveComparison
{
    /// <summary>By then just-in-time compilers have seen enough.</summary>
    private const int WarmUps = 12;

    public static void Run(IReadOnlyList<Target> targets, Target file, Load load, string study, MoveDestination destination, int rounds)
    {
        Line($"a study of {load.InstancesPerStudy} {load.Name}; load {ResultTable.LoadAverage()}");
        Line($"  {"",-8} {"",-10} {"MB/s",8} {"(min - max)",15} {"CPU s/GB",9} {"instances",10}   {targets[^1].Name}: speed and CPU");
        Print("file", [file], rounds, FileRun.Of);
        Print("C-GET", targets, rounds, target => GetRun.Of(target, study, load.SopClass));
        Print("C-MOVE", targets, rounds, target => MoveRun.Of(target, study, destination));
        Line($"");
    }

    private static void Print(string how, IReadOnlyList<Target> targets, int rounds, Func<Target, RetrieveMeasurement> run)
    {
        var measured = targets.ToDictionary(target => target, _ => new List<RetrieveMeasurement>());
        for (var round = -WarmUps; round < rounds; round++)
        {
            foreach (var target in targets)
            {
                var one = run(target);
                if (round >= 0) measured[target].Add(one);
            }
        }

        var own = measured[targets[^1]];
        foreach (var (target, runs) in measured)
        {
            double Of(List<RetrieveMeasurement> of, Func<RetrieveMeasurement, double> value) => of.Select(value).Order().ElementAt(of.Count / 2);
            var speed = Of(runs, one => one.MegabytesPerSecond);
            var cpu = Of(runs, one => one.CpuSecondsPerGigabyte);
            var range = string.Create(
                CultureInfo.InvariantCulture, $"{runs.Min(one => one.MegabytesPerSecond):F0} - {runs.Max(one => one.MegabytesPerSecond):F0}");
            var ratios = runs == own ? "" : string.Create(
                CultureInfo.InvariantCulture,
                $"   {Of(own, one => one.MegabytesPerSecond) / speed,7:F2} x {Of(own, one => one.CpuSecondsPerGigabyte) / cpu,7:F2} x");
            Line($"  {how,-8} {target.Name,-10} {speed,8:F0} {range,15} {cpu,9:F2} {runs[^1].Instances,10}{ratios}");
        }
    }

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
