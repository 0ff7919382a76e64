namespace Pacs.Index.Model;

/// <summary>
/// A body in the log that no row leads to any more: deleted, or copied elsewhere. It says what space a segment can give
/// back, and goes when the segment does.
/// </summary>
internal sealed class DeadBody
{
    public int Shard { get; init; }

    public int Segment { get; init; }

    public long Offset { get; init; }

    public long Length { get; init; }

    /// <summary>The file system has its space back.</summary>
    public bool IsReturned { get; init; }
}
