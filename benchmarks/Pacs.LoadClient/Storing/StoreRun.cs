using System.Diagnostics;

namespace Pacs.LoadClient.Storing;

/// <summary>
/// Sends one load to one target over so many associations at a time. Its number makes its UIDs differ from every other
/// run's, so that nothing is a duplicate.
/// </summary>
internal static class StoreRun
{
    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(100);

    private static long _lastRun = Environment.ProcessId % 100_000L * 1_000L; // Differs from program run to program run, too.

    public static Measurement Of(Target target, Load load, int associations, int count)
    {
        var run = ++_lastRun;
        var open = Enumerable.Range(0, associations).Select(_ => new LoadAssociation(target, load)).ToList();
        var failures = 0;
        var next = -1;
        ProcessCost.ForgetPeak(target.ProcessId);
        var cpuBefore = ProcessCost.CpuSeconds(target.ProcessId);
        using var ended = new ManualResetEventSlim();
        var resident = 0L;
        var sampler = new Thread(() =>
        {
            do resident = Math.Max(resident, ProcessCost.ResidentBytes(target.ProcessId));
            while (!ended.Wait(SampleInterval));
        });
        sampler.Start();

        var clock = Stopwatch.StartNew();
        var senders = open.ConvertAll(association => new Thread(() =>
        {
            while (Interlocked.Increment(ref next) is var number && number < count)
            {
                if (!association.Store(new Identity(run, number, load.InstancesPerStudy))) Interlocked.Increment(ref failures);
            }
        }));
        senders.ForEach(sender => sender.Start());
        senders.ForEach(sender => sender.Join());
        clock.Stop();

        ended.Set();
        sampler.Join();
        var cpu = ProcessCost.CpuSeconds(target.ProcessId) - cpuBefore; // While forked children still live: all is counted once.
        resident = Math.Max(resident, ProcessCost.PeakBytes(target.ProcessId));
        foreach (var association in open)
        {
            association.Release();
            association.Dispose();
        }

        return new Measurement(count / clock.Elapsed.TotalSeconds, 1000 * cpu / count, resident, failures);
    }
}
