using System.Diagnostics;
using Pacs.LoadClient.Wire;

namespace Pacs.LoadClient.Retrieving;

/// <summary>Has a study sent to the destination, which drops it.</summary>
internal static class MoveRun
{
    private const string StudyRootMove = "1.2.840.10008.5.1.4.1.2.2.2";

    public static RetrieveMeasurement Of(Target target, string study, MoveDestination destination)
    {
        using var association = new Association(target, new Proposal(StudyRootMove, Encoded.ImplicitVrLittleEndian));
        destination.Restart();
        var cpuBefore = ProcessCost.CpuSeconds(target.ProcessId);
        var clock = Stopwatch.StartNew();
        association.Send(RetrieveRequest.Message(0x0021, StudyRootMove, study, MoveDestination.AeTitle));
        while (association.Messages.ReadMessage() is { IsPending: true })
        {
            // Progress.
        }

        var seconds = clock.Elapsed.TotalSeconds;
        var cpu = ProcessCost.CpuSeconds(target.ProcessId) - cpuBefore;
        association.Release();
        return new RetrieveMeasurement(destination.Bytes, seconds, cpu, destination.Instances);
    }
}
