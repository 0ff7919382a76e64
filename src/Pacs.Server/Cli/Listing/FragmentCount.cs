using Pacs.Server.Cli.Reports;

namespace Pacs.Server.Cli.Listing;

/// <summary>An encapsulated value (PS3.5 §A.4) in a few words, however many frames it has.</summary>
internal sealed class FragmentCount
{
    private const int OffsetSize = 4;

    private long _count = -1; // the Basic Offset Table comes first
    private long _bytes;
    private long _offsets;

    public void Add(uint length)
    {
        if (++_count == 0) _offsets = length / OffsetSize;
        else _bytes += length;
    }

    public override string ToString()
    {
        var fragments = Quantity.Count(Math.Max(_count, 0));
        return $"fragments: {fragments}, bytes: {Quantity.Count(_bytes)}, offsets: {Quantity.Count(_offsets)}";
    }
}
