using System.Globalization;

namespace Pacs.Server.Cli.Reports;

/// <summary>What a verb says when its work is done: how many, how fast, and why the others were not.</summary>
internal static class Summary
{
    /// <summary>Reasons that name an offset are all different: nobody reads a thousand.</summary>
    private const int ReasonsShown = 20;

    private static readonly (Fate Fate, string Word)[] Words =
    [
        (Fate.Accepted, "accepted"),
        (Fate.Duplicate, "held already"),
        (Fate.Warning, "with warnings"),
        (Fate.DoneBefore, "done before"),
        (Fate.Skipped, "skipped"),
        (Fate.Refused, "refused"),
        (Fate.NotSent, "not sent"),
    ];

    /// <param name="output">Where to.</param>
    /// <param name="verb">What was done, such as <c>Sent</c>.</param>
    /// <param name="tally">Of what.</param>
    /// <param name="elapsed">In which time.</param>
    /// <param name="noun">Of which kind.</param>
    public static void Write(TextWriter output, string verb, Tally tally, TimeSpan elapsed, string noun = "files")
    {
        var moved = tally[Fate.Accepted] + tally[Fate.Duplicate] + tally[Fate.Warning] + tally[Fate.Refused];
        output.Write($"{verb} {Quantity.Count(moved)} of {Quantity.Count(tally.Done)} {noun}");
        if (tally.Bytes > 0) output.Write($", {Quantity.Bytes(tally.Bytes)}");
        output.Write($" in {Quantity.Time(elapsed)}");
        if (tally.Bytes > 0)
        {
            var perSecond = (long)(moved / elapsed.TotalSeconds);
            output.Write($": {Quantity.Rate(tally.Bytes, elapsed)}, {Quantity.Count(perSecond)} {noun}/s");
        }

        output.WriteLine();

        foreach (var (fate, word) in Words)
        {
            var count = tally[fate];
            if (count == 0 && fate != Fate.Accepted) continue;

            output.WriteLine($"  {word,-14}{Quantity.Count(count),9}");
            WriteReasons(output, tally.ReasonsOf(fate));
        }
    }

    private static void WriteReasons(
        TextWriter output, IReadOnlyList<(string Reason, long Count, string Example)> reasons)
    {
        foreach (var (reason, count, example) in reasons.Take(ReasonsShown))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Quantity.Count(count),21}  {reason}"));
            output.WriteLine($"{"",23}{(count == 1 ? "" : "such as ")}{example}");
        }

        if (reasons.Count > ReasonsShown) output.WriteLine($"{"",23}and {reasons.Count - ReasonsShown} other reasons");
    }
}
