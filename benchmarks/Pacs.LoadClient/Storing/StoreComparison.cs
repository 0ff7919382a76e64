using System.Diagnostics;
using System.Globalization;

namespace Pacs.LoadClient.Storing;

/// <summary>
/// Sends the same prepared instances to several DICOM servers in turn and prints what each managed:
/// <c>[--rounds N] [--associations 1,4] [--load NAME] NAME=AETITLE@PORT#PID...</c>; the last server is the one that is
/// compared with the others.
/// </summary>
internal static class StoreComparison
{
    /// <summary>Exit code 1 when an instance was refused.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var rounds = 3;
        int[] associationCounts = [1, 4];
        var loads = Load.Default;
        var targets = new List<Target>();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--rounds") rounds = int.Parse(arguments[++i], CultureInfo.InvariantCulture);
            else if (arguments[i] == "--associations") associationCounts = [.. arguments[++i].Split(',').Select(Number)];
            else if (arguments[i] == "--load") loads = Load.Named(arguments[++i]);
            else targets.Add(Target.Parse(arguments[i]));
        }

        var isWhole = true;
        foreach (var load in loads)
        {
            foreach (var associations in associationCounts)
            {
                var measured = await MeasureAsync(targets, load, associations, rounds);
                isWhole &= measured.Values.All(runs => runs.All(one => one.Failures == 0));
                ResultTable.Print(load, associations, measured);
            }
        }

        return isWhole ? 0 : 1;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static async Task<Dictionary<Target, List<Measurement>>> MeasureAsync(
        List<Target> targets, Load load, int associations, int rounds)
    {
        var measured = targets.ToDictionary(target => target, _ => new List<Measurement>());
        foreach (var target in targets) StoreRun.Of(target, load, associations, load.WarmUpCount);

        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < targets.Count; i++)
            {
                // Each round begins with another target, and none pays for what another left in the page cache.
                var target = targets[(round + i) % targets.Count];
                using (var sync = Process.Start("sync")) await sync.WaitForExitAsync();
                measured[target].Add(StoreRun.Of(target, load, associations, load.CountFor(associations)));
            }
        }

        return measured;
    }
}
