using System.Buffers;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>
/// The Huffman code that suits some frequencies best (ITU-T T.81 §K.2), with codes of 16 bits at the most and none all ones.
/// </summary>
internal sealed class HuffmanCode
{
    private const int LongestCode = 16;

    private readonly byte[] _counts = new byte[LongestCode];
    private readonly byte[] _symbols;
    private readonly ushort[] _codes;
    private readonly byte[] _lengths;

    /// <param name="frequencies">How often each symbol comes; at most 256 symbols, of which one comes at least.</param>
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
        Span<int> counts = stackalloc int[Math.Max(lengths.Length, LongestCode + 1)];
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
        var last = frequencies.Length;
        var rarest = new PriorityQueue<int, long>();
        rarest.Enqueue(last, 1);
        for (var symbol = 0; symbol < last; symbol++)
        {
            if (frequencies[symbol] > 0) rarest.Enqueue(symbol, frequencies[symbol] + 1); // so that none is rarer than the last
        }

        // Nodes behind the leaves, each behind the two that it joins: depths are known from the root down.
        var root = last;
        var parents = new int[(last * 2) + 1];
        while (rarest.TryDequeue(out var one, out var ofOne) && rarest.TryDequeue(out var other, out var ofOther))
        {
            root++;
            (parents[one], parents[other]) = (root, root);
            rarest.Enqueue(root, ofOne + ofOther);
        }

        var depths = new int[root + 1];
        for (var node = root - 1; node >= 0; node--) depths[node] = parents[node] == 0 ? 0 : depths[parents[node]] + 1;
        return depths[..(last + 1)];
    }

    /// <summary>Moves two codes that are too long up to where there is room beside a shorter one (ITU-T T.81 Figure K.3).</summary>
    private static void Shorten(Span<int> counts)
    {
        for (var length = counts.Length - 1; length > LongestCode; length--)
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
