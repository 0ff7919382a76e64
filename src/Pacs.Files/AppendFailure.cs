namespace Pacs.Files;

/// <summary>Why a body was not kept, and what the disk said, for the operator's log.</summary>
public sealed record AppendFailure(AppendFailureReason Reason, string Explanation)
{
    internal static AppendFailure Closed { get; } = new(AppendFailureReason.Closed, "The store is closed.");

    internal static AppendFailure BelowFloor { get; } =
        new(AppendFailureReason.NoSpace, "Less than the configured minimum of the disk is free.");

    internal static AppendFailure Of(Exception failure) => new(
        failure is IOException io && Disk.IsNoSpace(io) ? AppendFailureReason.NoSpace : AppendFailureReason.DiskFault, failure.Message);
}
