using System.Buffers;
using System.Globalization;

namespace Pacs.Dicom.Tests.Parsing;

/// <summary>Encoded data sets as they are easiest to read in a test, and all the ways they can arrive.</summary>
internal static class Bytes
{
    /// <summary>
    /// Hexadecimal bytes with any spacing, and text between quotes: <c>0800 0500 'CS' 0A00 'ISO_IR 100'</c>.
    /// </summary>
    public static byte[] Of(string text)
    {
        var bytes = new List<byte>();
        foreach (var (part, isText) in text.Split('\'').Select((part, i) => (part, i % 2 == 1)))
        {
            if (isText)
            {
                bytes.AddRange(part.Select(c => (byte)c));
                continue;
            }

            var digits = string.Concat(part.Where(c => !char.IsWhiteSpace(c)));
            for (var i = 0; i < digits.Length; i += 2)
            {
                bytes.Add(byte.Parse(digits.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            }
        }

        return [.. bytes];
    }

    /// <summary>The bytes as a sequence of segments of the given sizes, the last one repeated.</summary>
    public static ReadOnlySequence<byte> Cut(byte[] bytes, params ReadOnlySpan<int> sizes)
    {
        Segment? first = null;
        Segment? last = null;
        var start = 0;
        for (var i = 0; start < bytes.Length; i++)
        {
            var size = Math.Min(sizes[Math.Min(i, sizes.Length - 1)], bytes.Length - start);
            last = new Segment(bytes.AsMemory(start, size), last);
            first ??= last;
            start += size;
        }

        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null) return;

            previous.Next = this;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
        }
    }
}
