using System.Diagnostics;
using Pacs.LoadClient.Wire;

namespace Pacs.LoadClient.Retrieving;

/// <summary>Fetches a study over its own association, and drops it.</summary>
internal static class GetRun
{
    private const string StudyRootGet = "1.2.840.10008.5.1.4.1.2.2.3";

    public static RetrieveMeasurement Of(Target target, string study, string sopClass)
    {
        using var association = new Association(
            target,
            new Proposal(StudyRootGet, Encoded.ImplicitVrLittleEndian),
            new Proposal(sopClass, Encoded.ExplicitVrLittleEndian, IsReceived: true));
        var cpuBefore = ProcessCost.CpuSeconds(target.ProcessId);
        var clock = Stopwatch.StartNew();
        association.Send(RetrieveRequest.Message(0x0010, StudyRootGet, study));
        var instances = 0;
        while (association.Messages.ReadMessage() is { } message)
        {
            if (message.Field == Message.StoreRequest)
            {
                association.Send(message.Stored());
                instances++;
            }
            else if (!message.IsPending)
            {
                break;
            }
        }

        var seconds = clock.Elapsed.TotalSeconds;
        var cpu = ProcessCost.CpuSeconds(target.ProcessId) - cpuBefore;
        association.Release();
        return new RetrieveMeasurement(association.Messages.DataBytes, seconds, cpu, instances);
    }
}
