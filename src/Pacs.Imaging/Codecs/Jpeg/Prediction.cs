namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>
/// What lossless JPEG expects a sample to be from those before it (ITU-T T.81 §H.1.2.1, Table H.1): Ra on its left, Rb above,
/// Rc above on the left. Samples of several components lie side by side. All is modulo 65536.
/// </summary>
internal static class Prediction
{
    public const int Fewest = 1;
    public const int Most = 7;

    /// <summary>Makes samples of differences, in place.</summary>
    /// <param name="row">Differences before, samples after.</param>
    /// <param name="above">The row before; null in the first row, and behind a restart.</param>
    /// <param name="components">How many lie side by side.</param>
    /// <param name="selection">Which predictor, 1 to 7.</param>
    /// <param name="initial">What the very first sample is expected to be.</param>
    public static void Undo(Span<ushort> row, ReadOnlySpan<ushort> above, int components, int selection, int initial)
    {
        if (above.IsEmpty)
        {
            for (var i = 0; i < components; i++) row[i] += (ushort)initial;
            for (var i = components; i < row.Length; i++) row[i] += row[i - components];
            return;
        }

        for (var i = 0; i < components; i++) row[i] += above[i];
        above = above[..row.Length];
        switch (selection)
        {
            case 1:
                for (var i = components; i < row.Length; i++) row[i] += row[i - components];
                break;

            case 2:
                for (var i = components; i < row.Length; i++) row[i] += above[i];
                break;

            default:
                for (var i = components; i < row.Length; i++)
                {
                    row[i] += (ushort)Of(selection, row[i - components], above[i], above[i - components]);
                }

                break;
        }
    }

    /// <summary>The differences that <see cref="Undo"/> makes these samples of.</summary>
    public static void Apply(
        ReadOnlySpan<ushort> row, ReadOnlySpan<ushort> above, int components, int selection, int initial, Span<ushort> differences)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var expected = (i < components, above.IsEmpty) switch
            {
                (true, true) => initial,
                (true, false) => above[i],
                (false, true) => row[i - components],
                (false, false) => Of(selection, row[i - components], above[i], above[i - components]),
            };
            differences[i] = (ushort)(row[i] - expected);
        }
    }

    private static int Of(int selection, int ra, int rb, int rc) => selection switch
    {
        1 => ra,
        2 => rb,
        3 => rc,
        4 => ra + rb - rc,
        5 => ra + ((rb - rc) >> 1),
        6 => rb + ((ra - rc) >> 1),
        _ => (ra + rb) >> 1,
    };
}
