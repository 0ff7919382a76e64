using System.Text;
using Pacs.Server.Cli.Listing;

namespace Pacs.Server.Cli.Queries;

/// <summary>
/// Answers in columns. Where the screen is too narrow, the last column, which a person copies from, moves to a line of
/// its own below the others, and these are cut, the widest first.
/// </summary>
internal sealed class AnswerTable(IReadOnlyList<string> headings)
{
    private const int Gap = 2;

    private readonly List<string[]> _rows = [[.. headings]];

    /// <summary>Without the headings.</summary>
    public int Count => _rows.Count - 1;

    public void Add(IEnumerable<string> cells) => _rows.Add([.. cells]);

    /// <param name="output">Gets the lines.</param>
    /// <param name="screen">Columns of the screen; null for as many as it takes.</param>
    public void Write(TextWriter output, int? screen)
    {
        var widths = headings.Select((_, column) => _rows.Max(row => Columns.WidthOf(row[column]))).ToArray();
        var isNarrow = screen < widths.Sum() + (Gap * (widths.Length - 1)) && widths.Length > 1;
        if (isNarrow) Narrow(widths.AsSpan(..^1), screen.GetValueOrDefault() - (Gap * (widths.Length - 2)));

        foreach (var row in _rows)
        {
            var line = new StringBuilder();
            for (var column = 0; column < (isNarrow ? row.Length - 1 : row.Length); column++)
            {
                var cell = Columns.Cut(row[column], widths[column]);
                line.Append(cell).Append(' ', widths[column] - Columns.WidthOf(cell) + Gap);
            }

            output.WriteLine(line.ToString().TrimEnd());
            if (isNarrow) output.WriteLine($"{"",Gap}{row[^1]}");
        }
    }

    /// <summary>Lowers one limit for all until they fit together, so that short columns stay whole.</summary>
    private static void Narrow(Span<int> widths, int space)
    {
        var limit = space;
        while (limit > 1 && SumOf(widths, limit) > space) limit--;
        foreach (ref var width in widths) width = Math.Min(width, limit);
    }

    private static int SumOf(ReadOnlySpan<int> widths, int limit)
    {
        var sum = 0;
        foreach (var width in widths) sum += Math.Min(width, limit);
        return sum;
    }
}
