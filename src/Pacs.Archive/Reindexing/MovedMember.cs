using Pacs.Files;

namespace Pacs.Archive.Reindexing;

/// <summary>A member that was copied, because the segment it was in was to go.</summary>
/// <param name="Place">Where it was first.</param>
/// <param name="Copies">In the order in which they were made.</param>
internal sealed record MovedMember(MemberPlace Place, IReadOnlyList<LogMember> Copies)
{
    /// <summary>When the original came, which decides its place among the others.</summary>
    public DateTimeOffset ReceivedAt => Copies[0].ReceivedAt;
}
