using System.Runtime.Intrinsics;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>
/// The forward DCT of blocks of 8 by 8 samples, and its quantization (ITU-T T.81 §A.3.3, §A.3.4): as two products of matrices, a row
/// of eight at once.
/// </summary>
internal sealed class ForwardDct
{
    public const int BlockSize = 8;
    public const int BlockLength = BlockSize * BlockSize;

    /// <summary>C(u) / 2 cos((2x + 1) u π / 16): by u, then x.</summary>
    private static readonly float[] Basis =
    [
        .. Enumerable.Range(0, BlockLength).Select(static i => (Frequency: i / BlockSize, Place: i % BlockSize)).Select(
            static at => (float)((at.Frequency == 0 ? Math.Sqrt(0.125) : 0.5) * Math.Cos(((2 * at.Place) + 1) * at.Frequency * Math.PI / 16))),
    ];

    /// <summary>By x: all u.</summary>
    private static readonly Vector256<float>[] Transposed =
    [
        .. Enumerable.Range(0, BlockSize).Select(static x => Vector256.Create(
            [.. Enumerable.Range(0, BlockSize).Select(u => Basis[(u * BlockSize) + x])])),
    ];

    private readonly Vector256<float>[] _reciprocals;

    /// <param name="steps">What each coefficient is divided by, row by row.</param>
    public ForwardDct(ReadOnlySpan<byte> steps)
    {
        _reciprocals = new Vector256<float>[BlockSize];
        Span<float> row = stackalloc float[BlockSize];
        for (var v = 0; v < BlockSize; v++)
        {
            for (var u = 0; u < BlockSize; u++) row[u] = 1f / steps[(v * BlockSize) + u];
            _reciprocals[v] = Vector256.Create<float>(row);
        }
    }

    /// <param name="samples">From the block's first one on, zero in the middle of their range.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="coefficients">Gets 64, row by row.</param>
    public void Transform(ReadOnlySpan<float> samples, int stride, Span<short> coefficients)
    {
        Span<Vector256<float>> rows = stackalloc Vector256<float>[BlockSize];
        for (var y = 0; y < BlockSize; y++)
        {
            var line = samples.Slice(y * stride, BlockSize);
            var sum = Vector256<float>.Zero;
            for (var x = 0; x < BlockSize; x++) sum += line[x] * Transposed[x];
            rows[y] = sum;
        }

        for (var v = 0; v < BlockSize; v += 2)
        {
            Vector256.Narrow(Row(rows, v), Row(rows, v + 1)).CopyTo(coefficients[(v * BlockSize)..]);
        }
    }

    private Vector256<int> Row(ReadOnlySpan<Vector256<float>> rows, int v)
    {
        var basis = Basis.AsSpan(v * BlockSize, BlockSize);
        var sum = Vector256<float>.Zero;
        for (var y = 0; y < BlockSize; y++) sum += basis[y] * rows[y];
        return Vector256.ConvertToInt32(Vector256.Round(sum * _reciprocals[v]));
    }
}
