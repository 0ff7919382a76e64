using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Xunit.Abstractions;

namespace Pacs.Fuzzing;

/// <summary>
/// The inputs that a target is tried with: a fixed number of them, always the same ones, or as many as there is time for
/// in PACS_FUZZ_SECONDS per target. An exception in the loop over them is a finding and ends it; the number that is
/// printed then is PACS_FUZZ_FIRST of a run that begins with it.
/// </summary>
internal static class FuzzRun
{
    private static readonly TimeSpan? Time = Setting("PACS_FUZZ_SECONDS") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    private static readonly int First = Setting("PACS_FUZZ_FIRST") ?? 0;

    /// <param name="originals">What is mutated, in turns.</param>
    /// <param name="count">How many mutations when there is no time given.</param>
    /// <param name="output">Where executions and findings are printed.</param>
    /// <param name="target">What is tried.</param>
    public static IEnumerable<(byte[] Bytes, Random Random)> Mutations(
        IReadOnlyList<byte[]> originals,
        int count,
        ITestOutputHelper output,
        [CallerMemberName] string target = "")
    {
        var clock = Stopwatch.StartNew();
        var number = First;
        var isOver = false;
        try
        {
            for (; Time is { } time ? clock.Elapsed < time : number < First + count; number++)
            {
                var random = new Random(number);
                yield return (Mutation.Of(originals[number % originals.Count], random), random);
            }

            isOver = true;
        }
        finally
        {
            var finding = isOver ? "no finding" : $"a finding in number {number}";
            output.WriteLine($"fuzzed {target}: {number - First} executions, {finding}");
        }
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
