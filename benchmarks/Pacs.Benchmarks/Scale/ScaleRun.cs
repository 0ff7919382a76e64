using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pacs.Benchmarks.Index;
using Pacs.Index;

namespace Pacs.Benchmarks.Scale;

/// <summary>
/// Fills an index through the writer that ingest uses, and tells at each size what it costs to enter one more instance, to
/// find, and to start: whatever the size, it should cost the same.
/// </summary>
internal static class ScaleRun
{
    /// <summary>As many as forty busy modalities keep in flight.</summary>
    private const int InFlight = 256;

    private const int Singles = 20_000;

    /// <param name="sizes">Instances.</param>
    /// <param name="instancesPerStudy">Null: as many as such a study has.</param>
    /// <param name="directory">Where the index lies afterwards, with a table of some that it holds.</param>
    public static async Task RunAsync(IReadOnlyList<int> sizes, int? instancesPerStudy, string directory)
    {
        var path = Path.Combine(directory, "index.db");
        using var instances = new MadeInstances { InstancesPerStudy = instancesPerStudy }.All().GetEnumerator();
        var held = 0;
        foreach (var size in sizes)
        {
            var opened = Stopwatch.StartNew();
            await using (var index = await ArchiveIndex.OpenAsync(path, [], CancellationToken.None))
            {
                await FillAsync(index, instances, size - held);
                held = size;
            }

            opened.Restart();
            await using (var index = await ArchiveIndex.OpenAsync(path, [], CancellationToken.None))
            {
                var open = opened.Elapsed;
                Line($"{size:N0} instances: {new FileInfo(path).Length / (double)size:F0} bytes of index per instance, opened in {open.TotalMilliseconds:F0} ms");
                await EnterOneByOneAsync(index, instances);
                held += Singles;
                var studies = (await index.CountAsync(CancellationToken.None)).Studies;
                foreach (var query in ScaleQuery.All) await query.MeasureAsync(index, studies);
                await WriteHeldAsync(directory, (int)studies);
            }

            Line($"  {Environment.WorkingSet >> 20} MiB in use");
        }
    }

    private static async Task FillAsync(ArchiveIndex index, IEnumerator<IndexedInstance> instances, int count)
    {
        var progress = new FillProgress(count);
        var waiting = new List<Task>(InFlight);
        for (var i = 0; i < count && instances.MoveNext(); i++)
        {
            waiting.Add(index.QueueAsync(instances.Current));
            if (waiting.Count < InFlight) continue;

            await Task.WhenAll(waiting);
            waiting.Clear();
            progress.Report(i + 1);
        }

        await Task.WhenAll(waiting);
        progress.End();
    }

    private static async Task EnterOneByOneAsync(ArchiveIndex index, IEnumerator<IndexedInstance> instances)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Singles && instances.MoveNext(); i++) await index.AddAsync(instances.Current, CancellationToken.None);
        var each = clock.Elapsed / Singles;
        var eachCpu = (Environment.CpuUsage.TotalTime - cpu) / Singles;
        Line($"  {"one by one",-24} {each.TotalMicroseconds,8:F0} us, {eachCpu.TotalMicroseconds:F0} us of CPU");
    }

    /// <summary>For who asks over the wire, in ASCII.</summary>
    private static Task WriteHeldAsync(string directory, int studies)
    {
        const int some = 1000;
        var random = new Random(11);
        return File.WriteAllLinesAsync(
            Path.Combine(directory, "held.tsv"),
            Enumerable.Range(0, 2 * some).Select(_ => random.Next(studies)).Where(study => Ascii.IsValid(MadeInstances.NameOf(study))).Take(some).Select(study => string.Join('\t',
                MadeInstances.PatientIdOf(study), MadeInstances.NameOf(study), MadeInstances.DateOf(study),
                MadeInstances.StudyUidOf(study), MadeInstances.StudyUidOf(study) + ".0", MadeInstances.StudyUidOf(study) + ".0.0")));
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
