using System.Globalization;

namespace Pacs.Dicom.Generators;

/// <summary>Tab-separated lines; one that begins with # and a space is a comment.</summary>
internal static class Tsv
{
    public static List<T> Parse<T>(string text, int columns, Func<string[], T> row)
    {
        var rows = new List<T>();
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd('\r');
            if (line.Length == 0 || line.StartsWith("# ", StringComparison.Ordinal)) continue;

            var fields = line.Split('\t');
            if (fields.Length != columns && fields.Length != columns - 1)
            {
                throw new FormatException(string.Format(
                    CultureInfo.InvariantCulture, "line {0} has {1} columns", i + 1, fields.Length));
            }

            // The last column, whether the row is retired, is absent from most rows.
            Array.Resize(ref fields, columns);
            rows.Add(row(fields));
        }

        return rows;
    }
}
