namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>
/// The CRC-32 of two texts one behind the other, from theirs: the first, carried over as many zeros as the second is long,
/// added to the second. To carry over 2^n zeros is a linear map of 32 bits, here a matrix; squared it is that of 2^(n+1).
/// </summary>
internal static class Crc32Join
{
    private const uint Polynomial = 0xEDB88320;

    private const int Bits = 32;

    /// <summary>For each n the map of 2^n zero bytes.</summary>
    private static readonly uint[][] Zeros = MakeZeros();

    public static uint Of(uint first, uint second, long secondLength)
    {
        for (var n = 0; secondLength != 0; n++, secondLength >>= 1)
        {
            if ((secondLength & 1) != 0) first = Apply(Zeros[n], first);
        }

        return first ^ second;
    }

    private static uint[][] MakeZeros()
    {
        var map = new uint[Bits]; // of one zero bit
        map[0] = Polynomial;
        for (var i = 1; i < Bits; i++) map[i] = 1u << (i - 1);

        for (var bits = 1; bits < 8; bits *= 2) map = Square(map);

        var maps = new uint[63][];
        for (var n = 0; n < maps.Length; n++)
        {
            maps[n] = map;
            map = Square(map);
        }

        return maps;
    }

    private static uint[] Square(uint[] map) => [.. map.Select(row => Apply(map, row))];

    private static uint Apply(uint[] map, uint vector)
    {
        var sum = 0u;
        for (var i = 0; vector != 0; i++, vector >>= 1)
        {
            if ((vector & 1) != 0) sum ^= map[i];
        }

        return sum;
    }
}
