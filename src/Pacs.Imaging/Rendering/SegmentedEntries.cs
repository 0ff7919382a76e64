using System.Buffers.Binary;

namespace Pacs.Imaging.Rendering;

/// <summary>The segments of a Segmented Palette Color Lookup Table (PS3.3 §C.7.9.2).</summary>
internal static class SegmentedEntries
{
    private const int Discrete = 0, Linear = 1, Indirect = 2;

    /// <summary>The entries; null when the segments are malformed.</summary>
    /// <param name="bytes">The segments, little endian.</param>
    /// <param name="isByte">Opcodes, lengths and entries are bytes; otherwise words.</param>
    /// <param name="count">Entries at the most.</param>
    public static ushort[]? Expand(ReadOnlySpan<byte> bytes, bool isByte, int count)
    {
        var words = new int[isByte ? bytes.Length : bytes.Length / 2];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = isByte ? bytes[i] : BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * 2)..]);
        }

        var entries = new List<ushort>(count);
        for (var at = 0; at + 1 < words.Length && entries.Count < count;)
        {
            if (words[at] != Indirect)
            {
                if (!AddSegment(words, ref at, entries)) return null;
                continue;
            }

            if (!AddCopies(words, at, isByte, entries, count)) return null;
            at += isByte ? 6 : 4;
        }

        if (entries.Count == 0) return null;
        if (entries.Count > count) entries.RemoveRange(count, entries.Count - count);
        return [.. entries];
    }

    // 0, length, entries .. | 1, length, the entry at the end of a line from the one before
    private static bool AddSegment(ReadOnlySpan<int> words, ref int at, List<ushort> entries)
    {
        if (at + 1 >= words.Length) return false;

        var (opcode, length) = (words[at], words[at + 1]);
        at += 2;
        if (opcode == Discrete)
        {
            if (length > words.Length - at) return false;
            foreach (var entry in words.Slice(at, length)) entries.Add((ushort)entry);
            at += length;
            return true;
        }

        if (opcode != Linear || entries.Count == 0 || at >= words.Length) return false;

        var (from, to) = (entries[^1], words[at++]);
        for (var i = 1; i <= length; i++) entries.Add((ushort)Math.Round(from + ((to - from) * (double)i / length)));
        return true;
    }

    // 2, number of segments, offset of the first in bytes, low word first: segments that stand before, once more
    private static bool AddCopies(ReadOnlySpan<int> words, int at, bool isByte, List<ushort> entries, int count)
    {
        if (at + (isByte ? 6 : 4) > words.Length) return false;

        var offset = isByte
            ? words[at + 2] + (words[at + 3] << 8) + (words[at + 4] << 16) + (words[at + 5] * (1L << 24))
            : words[at + 2] + (words[at + 3] * (1L << 16));
        var from = isByte ? offset : offset / 2;
        if (from >= at) return false;

        var copied = (int)from;
        for (var i = 0; i < words[at + 1] && entries.Count < count; i++)
        {
            if (copied >= at || !AddSegment(words[..at], ref copied, entries)) return false;
        }

        return true;
    }
}
