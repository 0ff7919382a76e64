namespace Pacs.Imaging.Rendering;

/// <summary>A part of an image, in its columns and rows from the top left.</summary>
/// <param name="Left">Columns to its left.</param>
/// <param name="Top">Rows above it.</param>
/// <param name="Width">Columns of it; negative: mirrored, left to right. Null: up to the last.</param>
/// <param name="Height">Rows of it; negative: upside down. Null: up to the last.</param>
/// <param name="IsRelative">True when all are shares of the image, 1 being the whole.</param>
public sealed record SourceRegion(double Left, double Top, double? Width, double? Height, bool IsRelative = false)
{
    /// <summary>The whole of an image.</summary>
    internal static SourceRegion Whole { get; } = new(0, 0, null, null);

    /// <summary>In columns and rows of an image; null when nothing of it is in there.</summary>
    internal (Span Horizontal, Span Vertical)? In(int columns, int rows) =>
        SpanOf(Left, Width, columns) is { } horizontal && SpanOf(Top, Height, rows) is { } vertical
            ? (horizontal, vertical)
            : null;

    private Span? SpanOf(double start, double? extent, int length)
    {
        if (IsRelative) (start, extent) = (start * length, extent * length);
        if (start < 0 || start >= length || extent == 0) return null;

        var size = Math.Min(Math.Abs(extent ?? length), length - start);
        return new Span(start, size, IsReversed: extent < 0);
    }

    /// <summary>Along one side of an image.</summary>
    internal readonly record struct Span(double Start, double Length, bool IsReversed);
}
