using System.IO.Compression;

namespace Pacs.Conformance.Tests.Hostile;

/// <summary>A little that becomes a lot.</summary>
internal static class Bombs
{
    private const int Piece = 1 << 20;

    /// <summary>A data set and zeros behind it, deflated: about a thousandth remains of those.</summary>
    /// <param name="start">What stands before them.</param>
    /// <param name="zeros">How many.</param>
    /// <param name="noise">Random bytes at the end of each MiB of them, which keep it from shrinking as far as it could.</param>
    public static byte[] Deflate(ReadOnlySpan<byte> start, int zeros, int noise = 0)
    {
        using var deflated = new MemoryStream();
        using (var stream = new DeflateStream(deflated, CompressionLevel.SmallestSize))
        {
            stream.Write(start);
            var piece = new byte[Piece];
            new Random(7).NextBytes(piece.AsSpan(Piece - noise));
            for (var left = zeros; left > 0; left -= Piece) stream.Write(piece, 0, Math.Min(Piece, left));
        }

        return deflated.ToArray();
    }
}
