using System.Runtime.CompilerServices;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>
/// A Huffman code as it is told in a codestream (ITU-T T.81 §B.2.4.2): how many codes there are of each length from 1 to 16
/// bits, and their symbols in ascending order of codes.
/// </summary>
internal sealed class HuffmanTable
{
    private const int LongestCode = 16;
    private const int LookedUp = 10;

    // By the next ten bits: length and symbol of a code that is not longer; 0 for one that is.
    private readonly ushort[] _short = new ushort[1 << LookedUp];

    // By length: the first number, as 16 bits from the code on, that is of a longer code; and what leads from a code to its symbol.
    private readonly int[] _end = new int[LongestCode + 1];
    private readonly int[] _toSymbol = new int[LongestCode + 1];
    private readonly byte[] _symbols;

    private HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        var code = 0;
        var symbol = 0;
        for (var length = 1; length <= LongestCode; length++)
        {
            _toSymbol[length] = symbol - code;
            for (var i = counts[length - 1]; i > 0; i--, code++, symbol++)
            {
                if (code >= 1 << length) throw new DicomFormatException("A Huffman table of the frame has more codes than there can be.");
                if (length > LookedUp) continue;

                _short.AsSpan(code << (LookedUp - length), 1 << (LookedUp - length)).Fill((ushort)((length << 8) | symbols[symbol]));
            }

            _end[length] = code << (LongestCode - length);
            code <<= 1;
        }
    }

    /// <summary>Reads all tables of a segment into their places, 0 to 3.</summary>
    /// <param name="body">One or more times: class and place, sixteen counts, symbols.</param>
    /// <param name="tables">Those that scans to come may use.</param>
    /// <param name="largestSymbol">Of the process; in the lossless one the most bits that a difference takes.</param>
    public static void ReadInto(ReadOnlySpan<byte> body, HuffmanTable?[] tables, byte largestSymbol)
    {
        while (!body.IsEmpty)
        {
            if (body.Length < 1 + LongestCode) throw CutShort();

            var place = body[0] & 0xF;
            var counts = body.Slice(1, LongestCode);
            var total = 0;
            foreach (var count in counts) total += count;
            body = body[(1 + LongestCode)..];
            if (total > body.Length || place >= tables.Length) throw CutShort();

            var symbols = body[..total];
            if (symbols.ContainsAnyExceptInRange((byte)0, largestSymbol))
            {
                throw new DicomFormatException("A Huffman table of the frame has a symbol that means nothing.");
            }

            tables[place] = new HuffmanTable(counts, symbols);
            body = body[total..];
        }
    }

    /// <summary>Takes one symbol off the front.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref JpegBits bits)
    {
        var next = bits.Peek16();
        var entry = _short[next >> (LongestCode - LookedUp)];
        if (entry == 0) return ReadLong(ref bits, next);

        bits.Skip(entry >> 8);
        return entry & 0xFF;
    }

    private int ReadLong(ref JpegBits bits, int next)
    {
        for (var length = LookedUp + 1; length <= LongestCode; length++)
        {
            if (next >= _end[length]) continue;

            bits.Skip(length);
            return _symbols[(next >> (LongestCode - length)) + _toSymbol[length]];
        }

        throw new DicomFormatException("The frame has a Huffman code that is in no table.");
    }

    private static DicomFormatException CutShort() => new("A Huffman table of the frame is malformed.");
}
