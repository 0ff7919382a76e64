using Pacs.Dicom.DataSets;

namespace Pacs.Dicom.Parsing;

/// <summary>Which part of a data set is wanted, and what reading it may cost.</summary>
public sealed record ParsingBounds
{
    /// <summary>The attributes before the pixel data, whatever kind of pixels: groups up to 7FDF.</summary>
    public static ParsingBounds Header { get; } = new();

    /// <summary>What a client is told of an instance before it fetches pixels (PS3.18 §10.4.1.1.2).</summary>
    public static ParsingBounds Metadata { get; } = new() { StopAt = null, LongestBinary = 4 << 10 };

    /// <summary>All elements, for input that is in memory already.</summary>
    public static ParsingBounds Everything { get; } = new() { StopAt = null, MaxBytes = long.MaxValue };

    /// <summary>
    /// The first element of the data set itself with this tag or a higher one ends the parsing; null: none does.
    /// </summary>
    public Tag? StopAt { get; init; } = new(0x7FE0, 0x0000);

    /// <summary>
    /// The only elements of the data set itself to keep, with all that is in them, besides Specific Character Set
    /// (0008,0005); null: all.
    /// </summary>
    public TagSet? Wanted { get; init; }

    /// <summary>
    /// Bytes of what is kept, headers included. What is not wanted costs no memory and does not count, so a long
    /// encapsulated document passes.
    /// </summary>
    public long MaxBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Longer values of binary VRs, and pixel data of any length, are left out (<see cref="DataElement.IsLeftOut"/>); null:
    /// none are.
    /// </summary>
    public uint? LongestBinary { get; init; }

    /// <summary>Sequences inside one another.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>
    /// Elements, items and fragments kept, at all levels: an empty one is 8 bytes here and 100 in memory.
    /// </summary>
    public int MaxElements { get; init; } = 2 << 20;

    /// <summary>Bytes that one byte of a deflated data set may become; the format itself ends at 1032.</summary>
    public int MaxInflation { get; init; } = 1000;
}
