using Pacs.Network.Messages;

namespace Pacs.Network.Client;

/// <summary>
/// How the sending of one instance went. The status is null when the peer accepts no context for it: nothing was sent.
/// </summary>
public sealed record StoreResult(string SopInstanceUid, DimseStatus? Status, string? ErrorComment)
{
    /// <summary>True with a warning as well.</summary>
    public bool IsStored => Status is { IsDone: true };

    public override string ToString() =>
        Status is null ? "no accepted presentation context"
        : ErrorComment is null ? $"{Status}"
        : $"{Status}: {ErrorComment}";
}
