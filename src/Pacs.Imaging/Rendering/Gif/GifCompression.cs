namespace Pacs.Imaging.Rendering.Gif;

/// <summary>The LZW of GIF (GIF 89a, Appendix F): codes of 9 to 12 bits, the lowest bit first, the dictionary begun anew when it is full.</summary>
internal static class GifCompression
{
    /// <summary>Bits of what is compressed.</summary>
    public const int CodeSize = 8;

    private const int Clear = 1 << CodeSize, End = Clear + 1, MostCodes = 1 << 12;

    public static byte[] Compress(ReadOnlySpan<byte> values)
    {
        var bytes = new List<byte>(values.Length / 2);
        var (held, heldBits, codeBits) = (0, 0, CodeSize + 1);
        var known = new Dictionary<int, int>(MostCodes);
        var next = End + 1;
        Write(Clear);
        var prefix = -1;
        foreach (var value in values)
        {
            if (prefix < 0)
            {
                prefix = value;
                continue;
            }

            var longer = (prefix << 8) | value;
            if (known.TryGetValue(longer, out var code))
            {
                prefix = code;
                continue;
            }

            Write(prefix);
            prefix = value;
            if (next < MostCodes)
            {
                known.Add(longer, next++);
                if (next - 1 == 1 << codeBits && codeBits < 12) codeBits++;
                continue;
            }

            Write(Clear);
            known.Clear();
            (next, codeBits) = (End + 1, CodeSize + 1);
        }

        if (prefix >= 0) Write(prefix);
        Write(End);
        if (heldBits > 0) bytes.Add((byte)held);
        return [.. bytes];

        void Write(int code)
        {
            held |= code << heldBits;
            heldBits += codeBits;
            for (; heldBits >= 8; heldBits -= 8, held >>= 8) bytes.Add((byte)held);
        }
    }
}
