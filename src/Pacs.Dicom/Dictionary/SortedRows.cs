namespace Pacs.Dicom.Dictionary;

/// <summary>Binary search among rows of the dictionary that are in ordinal order of an ASCII string.</summary>
internal static class SortedRows
{
    /// <param name="text">What to find.</param>
    /// <param name="rows">The rows in order.</param>
    /// <param name="stringOf">The string of a row by which they are in order.</param>
    /// <returns>The row, or -1.</returns>
    public static int Find(ReadOnlySpan<char> text, ReadOnlySpan<ushort> rows, Func<int, ReadOnlySpan<byte>> stringOf)
    {
        int low = 0, high = rows.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = Compare(text, stringOf(rows[middle]));
            if (order == 0) return rows[middle];
            if (order > 0) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }

    private static int Compare(ReadOnlySpan<char> text, ReadOnlySpan<byte> ascii)
    {
        var common = Math.Min(text.Length, ascii.Length);
        for (var i = 0; i < common; i++)
        {
            if (text[i] != ascii[i]) return text[i] - ascii[i];
        }

        return text.Length - ascii.Length;
    }
}
