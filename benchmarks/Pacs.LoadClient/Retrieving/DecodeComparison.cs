using System.Globalization;

namespace Pacs.LoadClient.Retrieving;

/// <summary>
/// A study that is stored compressed, fetched by a receiver that takes Explicit VR Little Endian only, from each target in turn:
/// <c>STUDY SOPCLASS ROUNDS NAME=AETITLE@PORT#PID...</c>
/// </summary>
internal static class DecodeComparison
{
    public static int RunAll(string study, string sopClass, int rounds, IEnumerable<string> targets)
    {
        List<Target> all = [.. targets.Select(Target.Parse)];
        foreach (var target in all) GetRun.Of(target, study, sopClass); // what is compiled first, and the workers

        Console.WriteLine("| | images | s | MB/s | CPU s | processors used |");
        Console.WriteLine("|---|---|---|---|---|---|");
        for (var round = 0; round < rounds; round++)
        {
            foreach (var target in all)
            {
                var got = GetRun.Of(target, study, sopClass);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {target.Name} | {got.Instances} | {got.Seconds:0.00} | {got.MegabytesPerSecond:0.0} | {got.CpuSeconds:0.00} | {got.CpuSeconds / got.Seconds:0.00} |"));
            }
        }

        return 0;
    }
}
