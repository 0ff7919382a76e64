using System.Buffers;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>
/// The Huffman code that suits some frequencies best (ITU-T T.81 §K.2), with codes of 16 bits at the most and none all ones.
/// </summary>
internal sealed class HuffmanCode
{
    private const int LongestCode = 16;

    /// <summary>So far may codes grow before they are made shorter: as far as there are symbols.</summary>
    private const int LongestBefore = 32;

    private readonly byte[] _counts = new byte[LongestCode];
    private readonly byte[] _symbols;
    private readonly ushort[] _codes;
    private readonly byte[] _lengths;

    /// <param name="frequencies">How often each symbol comes; fewer than 32 symbols, of which one comes at least.</param>
    public HuffmanCode(ReadOnlySpan<long> frequencies)
    {
        var lengths = LengthsOf(frequencies);
        _symbols =
        [
            .. Enumerable.Range(0, frequencies.Length)
                .Where(symbol => lengths[symbol] > 0).OrderBy(symbol => lengths[symbol]).Select(symbol => (byte)symbol),
        ];
        _codes = new ushort[frequencies.Length];
        _lengths = new byte[frequencies.Length];

        // Symbols by frequency, lengths by the counts: the same as in the tree but where codes were made shorter.
        Span<int> counts = stackalloc int[LongestBefore + 1];
        foreach (var length in lengths) counts[length]++;
        Shorten(counts);
        counts[counts[..(LongestCode + 1)].LastIndexOfAnyExcept(0)]--; // the code of all ones
        var next = 0;
        var code = 0;
        for (var length = 1; length <= LongestCode; length++, code <<= 1)
        {
            _counts[length - 1] = (byte)counts[length];
            for (var i = 0; i < counts[length]; i++, code++, next++)
            {
                _codes[_symbols[next]] = (ushort)code;
                _lengths[_symbols[next]] = (byte)length;
            }
        }
    }

    public (int Code, int Length) Of(int symbol) => (_codes[symbol], _lengths[symbol]);

    /// <summary>Writes sixteen counts and the symbols.</summary>
    public void Write(IBufferWriter<byte> body)
    {
        body.Write(_counts);
        body.Write(_symbols);
    }

    /// <summary>The depth of each symbol in the tree; the last one is a symbol that stands for the code of all ones.</summary>
    private static int[] LengthsOf(ReadOnlySpan<long> frequencies)
    {
        var lengths = new int[frequencies.Length + 1];
        var nodes = new List<(long Frequency, List<int> Symbols)> { (1, [frequencies.Length]) };
        for (var symbol = 0; symbol < frequencies.Length; symbol++)
        {
            if (frequencies[symbol] > 0) nodes.Add((frequencies[symbol] + 1, [symbol])); // so that none is rarer than the last
        }

        while (nodes.Count > 1)
        {
            nodes.Sort((a, b) => b.Frequency.CompareTo(a.Frequency));
            var (rarest, next) = (nodes[^1], nodes[^2]);
            foreach (var symbol in (List<int>)[.. rarest.Symbols, .. next.Symbols]) lengths[symbol]++;
            nodes.RemoveRange(nodes.Count - 2, 2);
            nodes.Add((rarest.Frequency + next.Frequency, [.. rarest.Symbols, .. next.Symbols]));
        }

        return lengths;
    }

    /// <summary>Moves two codes that are too long up to where there is room beside a shorter one (ITU-T T.81 Figure K.3).</summary>
    private static void Shorten(Span<int> counts)
    {
        for (var length = LongestBefore; length > LongestCode; length--)
        {
            while (counts[length] > 0)
            {
                var shorter = length - 2;
                while (counts[shorter] == 0) shorter--;
                counts[length] -= 2;
                counts[length - 1]++;
                counts[shorter + 1] += 2;
                counts[shorter]--;
            }
        }
    }
}
