using System.Buffers.Binary;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Pixels;

/// <summary>
/// Tells which fragments are which frame's (PS3.5 §A.4): by an offset table whose every entry is the beginning of a
/// fragment, else one by one when there are as many as frames, else by where codestreams begin.
/// </summary>
internal static class FrameBoundaries
{
    /// <summary>The first fragment of each frame, and behind them how many there are; null when it cannot be told.</summary>
    public static int[]? Of(IReadOnlyList<PixelFragment> fragments, ImageDescription image, TransferSyntax syntax)
    {
        var frames = image.NumberOfFrames;
        if (fragments.Count == 0) return null;
        if (frames == 1) return [0, fragments.Count];
        if (fragments.Count == frames || syntax.HasFragmentPerFrame) return EachItsOwn(fragments.Count, frames);

        return ByOffsets(image.ExtendedOffsets, sizeof(ulong), fragments, frames)
            ?? ByOffsets(image.Pixels?.OffsetTable ?? [], sizeof(uint), fragments, frames)
            ?? ByCodestreams(fragments, frames);
    }

    /// <summary>What is there of as many frames as were announced.</summary>
    private static int[] EachItsOwn(int fragments, int frames) => [.. Enumerable.Range(0, Math.Min(fragments, frames) + 1)];

    /// <summary>Offsets count from the header of the first fragment.</summary>
    private static int[]? ByOffsets(ReadOnlySpan<byte> table, int size, IReadOnlyList<PixelFragment> fragments, int frames)
    {
        if (table.Length / size < frames) return null;

        var start = fragments[0].Range.Offset;
        var first = new int[frames + 1];
        var fragment = 0;
        for (var frame = 0; frame < frames; frame++)
        {
            var entry = table[(frame * size)..];
            var offset = size == sizeof(uint)
                ? BinaryPrimitives.ReadUInt32LittleEndian(entry)
                : BinaryPrimitives.ReadUInt64LittleEndian(entry);
            while (fragment < fragments.Count && (ulong)(fragments[fragment].Range.Offset - start) < offset) fragment++;
            if (fragment == fragments.Count || (ulong)(fragments[fragment].Range.Offset - start) != offset) return null;
            if (frame > 0 && fragment == first[frame - 1]) return null;

            first[frame] = fragment;
        }

        first[frames] = fragments.Count;
        return first[0] == 0 ? first : null;
    }

    private static int[]? ByCodestreams(IReadOnlyList<PixelFragment> fragments, int frames)
    {
        var first = new List<int>();
        for (var i = 0; i < fragments.Count; i++)
        {
            if (fragments[i].BeginsCodestream) first.Add(i);
        }

        return first.Count == frames && first[0] == 0 ? [.. first, fragments.Count] : null;
    }
}
