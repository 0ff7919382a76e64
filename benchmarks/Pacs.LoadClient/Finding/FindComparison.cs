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
        var one = new Dictionary<(Question, Target), List<FindMeasurement>>();
        var many = new Dictionary<(Question, Target), List<FindMeasurement>>();
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var question in Question.All)
            {
                foreach (var target in targets)
                {
                    Measure(one, 1);
                    Measure(many, Many);

                    void Measure(Dictionary<(Question, Target), List<FindMeasurement>> runs, int associations)
                    {
                        var run = FindRun.Of(target, question, held, associations, Length);
                        if (round == 0) runs[(question, target)] = []; // that was the warm-up
                        else runs[(question, target)].Add(run);
                    }
                }
            }
        }

        foreach (var question in Question.All)
        {
            foreach (var target in targets) Print(question, target, targets[^1], one, many);
        }

        Line($"");
    }

    private static void Print(
        Question question,
        Target target,
        Target subject,
        Dictionary<(Question, Target), List<FindMeasurement>> one,
        Dictionary<(Question, Target), List<FindMeasurement>> many)
    {
        double Of(Dictionary<(Question, Target), List<FindMeasurement>> runs, Target of, Func<FindMeasurement, double> value) =>
            runs[(question, of)].Select(value).Order().ElementAt(runs[(question, of)].Count / 2);

        var rate = Of(one, target, run => run.PerSecond);
        var rateOfMany = Of(many, target, run => run.PerSecond);
        var ratios = target == subject ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"   {Of(one, subject, run => run.PerSecond) / rate,7:F1} x {Of(many, subject, run => run.PerSecond) / rateOfMany,7:F1} x");
        Line($"  {question.Name,-24} {target.Name,-10} {Of(one, target, run => run.Median),8:F2} {Of(one, target, run => run.SlowestHundredth),8:F2} {rate,9:F0} {rateOfMany,8:F0} {Of(many, target, run => run.CpuEach),7:F2} {Of(one, target, run => run.Answers),8:F1}{ratios}");
    }

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
