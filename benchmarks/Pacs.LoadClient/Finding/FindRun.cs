using System.Diagnostics;
using Pacs.LoadClient.Wire;

namespace Pacs.LoadClient.Finding;

/// <summary>Asks one question of one target again and again, over so many associations at a time.</summary>
internal static class FindRun
{
    public static FindMeasurement Of(Target target, Question question, IReadOnlyList<Held> held, int associations, TimeSpan length)
    {
        var open = Enumerable.Range(0, associations)
            .Select(_ => new Association(target, new Proposal(question.Model, Encoded.ImplicitVrLittleEndian)))
            .ToList();
        var cpuBefore = ProcessCost.CpuSeconds(target.ProcessId);
        var taken = new List<TimeSpan>[associations];
        var answers = 0;
        var clock = Stopwatch.StartNew();
        var askers = Enumerable.Range(0, associations).Select(i => new Thread(() =>
        {
            taken[i] = [];
            var random = new Random(i);
            do
            {
                var asked = Stopwatch.GetTimestamp();
                Interlocked.Add(ref answers, Ask(open[i], question, held[random.Next(held.Count)]));
                taken[i].Add(Stopwatch.GetElapsedTime(asked));
            }
            while (clock.Elapsed < length);
        })).ToList();
        askers.ForEach(asker => asker.Start());
        askers.ForEach(asker => asker.Join());
        var seconds = clock.Elapsed.TotalSeconds;
        var cpu = ProcessCost.CpuSeconds(target.ProcessId) - cpuBefore;
        foreach (var association in open)
        {
            association.Release();
            association.Dispose();
        }

        TimeSpan[] all = [.. taken.SelectMany(times => times).Order()];
        return new FindMeasurement(
            all[all.Length / 2].TotalMilliseconds, all[all.Length * 99 / 100].TotalMilliseconds, all.Length / seconds,
            1000 * cpu / all.Length, (double)answers / all.Length);
    }

    private static int Ask(Association association, Question question, Held held)
    {
        association.Send(Encoded.Message(1, Encoded.Command(
            (0x0002, Encoded.Uid(question.Model)),
            (0x0100, Encoded.UInt16(0x0020)),
            (0x0110, Encoded.UInt16(1)),
            (0x0700, Encoded.UInt16(0)),
            (0x0800, Encoded.UInt16(1))), question.Identifier(held)));
        var answers = 0;
        while (association.Messages.ReadMessage() is { } answer)
        {
            if (answer.IsPending) answers++;
            else if (answer.Status == 0) return answers;
            else throw new InvalidOperationException($"C-FIND ended with status {answer.Status:X4}");
        }

        throw new InvalidOperationException("the server released the association");
    }
}
