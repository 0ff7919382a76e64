namespace Pacs.Files;

/// <summary>A segment as it stands. <paramref name="Length"/> is what is durable of it; a sealed one never changes.</summary>
public readonly record struct SegmentInfo(SegmentId Id, long Length, bool IsSealed)
{
    /// <summary>Where its last member ends.</summary>
    public long End => IsSealed ? Math.Max(0, Length - TarHeader.EndOfArchive.Length) : Length;
}
