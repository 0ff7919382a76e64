using System.Globalization;
using Pacs.LoadClient.Storing;

namespace Pacs.LoadClient.Finding;

/// <summary>Every question to every target in turn, over one association and over four; medians of the rounds.</summary>
internal static class FindComparison
{
    private const int Many = 4;

    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(700);

    public static void Run(IReadOnlyList<Target> targets, IReadOnlyList<Held> held, int rounds)
    {
        Line($"C-FIND, {held.Count} studies; load {ResultTable.LoadAverage()}");
        Line($"  {"",-24} {"",-10} {"p50 ms",8} {"p99 ms",8} {"a second",9} {"with 4",8} {"CPU ms",7} {"answers",8}   {targets[^1].Name}: with 1, with 4");
        foreach (var question in Question.All)
        {
            var one = targets.ToDictionary(target => target, _ => new List<FindMeasurement>());
            var many = targets.ToDictionary(target => target, _ => new List<FindMeasurement>());
            for (var round = 0; round <= rounds; round++)
            {
                foreach (var target in targets)
                {
                    one[target].Add(FindRun.Of(target, question, held, 1, Length));
                    many[target].Add(FindRun.Of(target, question, held, Many, Length));
                }
            }

            foreach (var target in targets) Print(question, target, targets[^1], one, many);
        }

        Line($"");
    }

    private static void Print(
        Question question,
        Target target,
        Target subject,
        Dictionary<Target, List<FindMeasurement>> one,
        Dictionary<Target, List<FindMeasurement>> many)
    {
        double Of(Dictionary<Target, List<FindMeasurement>> runs, Target of, Func<FindMeasurement, double> value) =>
            runs[of].Skip(1).Select(value).Order().ElementAt((runs[of].Count - 1) / 2); // the first was the warm-up

        var rate = Of(one, target, run => run.PerSecond);
        var rateOfMany = Of(many, target, run => run.PerSecond);
        var ratios = target == subject ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"   {Of(one, subject, run => run.PerSecond) / rate,7:F1} x {Of(many, subject, run => run.PerSecond) / rateOfMany,7:F1} x");
        Line($"  {question.Name,-24} {target.Name,-10} {Of(one, target, run => run.Median),8:F2} {Of(one, target, run => run.SlowestHundredth),8:F2} {rate,9:F0} {rateOfMany,8:F0} {Of(many, target, run => run.CpuEach),7:F2} {Of(one, target, run => run.Answers),8:F1}{ratios}");
    }

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
