using System.Numerics;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>
/// What the Huffman codes of a block stand for (ITU-T T.81 §F.1.2): a symbol for the difference of its first coefficient from that of
/// the block before, then symbols for the others along the zigzag, each with a run of zeros before it; behind a symbol as many bits as
/// its lower half says.
/// </summary>
internal static class BlockCoding
{
    public const int Symbols = 256;

    private const int EndOfBlock = 0x00, SixteenZeros = 0xF0;

    /// <summary>Where each coefficient along the zigzag stands in its block (ITU-T T.81 Figure A.6).</summary>
    public static ReadOnlySpan<byte> ZigZag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
        12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
        58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    /// <summary>Gives how many symbols there are: at most one for each coefficient.</summary>
    /// <param name="block">64 coefficients, row by row.</param>
    /// <param name="former">The first one of the block before.</param>
    /// <param name="codes">Gets symbols and their bits: the first by the table of differences, the others by that of coefficients.</param>
    public static int Read(ReadOnlySpan<short> block, int former, Span<(byte Symbol, ushort Bits)> codes)
    {
        codes[0] = Of(0, block[0] - former);
        var (count, run) = (1, 0);
        foreach (var place in ZigZag[1..])
        {
            var value = block[place];
            if (value == 0)
            {
                run++;
                continue;
            }

            for (; run >= 16; run -= 16) codes[count++] = (SixteenZeros, 0);
            codes[count++] = Of(run, value);
            run = 0;
        }

        if (run > 0) codes[count++] = (EndOfBlock, 0);
        return count;
    }

    /// <summary>The run above, the category below (ITU-T T.81 Tables F.1, F.6 and F.7), and the value's lowest bits, of a negative one less one.</summary>
    private static (byte Symbol, ushort Bits) Of(int run, int value)
    {
        var category = 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(value));
        var bits = (value < 0 ? value - 1 : value) & ((1 << category) - 1);
        return ((byte)((run << 4) | category), (ushort)bits);
    }
}
