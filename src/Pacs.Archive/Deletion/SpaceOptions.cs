namespace Pacs.Archive.Deletion;

/// <summary>How space is given back.</summary>
internal sealed record SpaceOptions
{
    /// <summary>
    /// The share of a segment that is dead from which on the rest is copied, so that the file can go. Below it, copying
    /// costs more than the headers it frees.
    /// </summary>
    public double DeadShare { get; init; } = 0.5;

    /// <summary>
    /// The share of a segment that is dead and that holes do not give back, from which on it is copied too: of small bodies
    /// that is half, because only whole blocks of the file system come back.
    /// </summary>
    public double LostShare { get; init; } = 0.125;

    /// <summary>
    /// A segment that is still appended to is ended for its dead bytes from here on: no more small files than need be, and
    /// half of an archive that is deleted comes back before its segments are full.
    /// </summary>
    public long WorthSealing { get; init; } = 16L << 20;

    /// <summary>Bytes a second that are copied: a fraction of what a disk does, so that who stores and fetches does not feel it.</summary>
    public long CopyRate { get; init; } = 50L << 20;

    /// <summary>Bytes copied between two waits, and moved in one transaction.</summary>
    public long CopyLength { get; init; } = 8L << 20;

    /// <summary>How long it is waited for further deletions before space is given back.</summary>
    public TimeSpan Gathering { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>When it is looked for what could not be given back before, because it was being read.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);
}
