using Pacs.Dicom.DataSets;

namespace Pacs.Network.Messages;

/// <summary>A response, the last one to its request unless the status is pending.</summary>
public abstract record ResponseCommand : Command
{
    public required ushort MessageIdBeingRespondedTo { get; init; }

    public required DimseStatus Status { get; init; }

    /// <summary>What went wrong, cut to 64 characters when sent (PS3.7 §C.4).</summary>
    public string? ErrorComment { get; init; }

    public IReadOnlyList<Tag> OffendingElements { get; init; } = [];
}
