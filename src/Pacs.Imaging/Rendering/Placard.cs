namespace Pacs.Imaging.Rendering;

/// <summary>A picture that stands for what is no image: a card that says what it is.</summary>
public static class Placard
{
    private const byte Board = 48, Sheet = 96;

    /// <param name="label">A few letters, such as SR.</param>
    /// <param name="side">Columns and rows.</param>
    public static Picture Of(string label, int side)
    {
        var picture = new Picture(side, side, isGrey: true);
        picture.Pixels.AsSpan().Fill(Board);
        for (var y = side / 8; y < side - (side / 8); y++) picture.Pixels.AsSpan((y * side) + (side / 5), side - (side / 5 * 2)).Fill(Sheet);

        var dot = Math.Max(1, side / 2 / Math.Max(1, label.Length * Lettering.Advance));
        var width = ((label.Length * Lettering.Advance) - 1) * dot;
        Lettering.Write(picture, label, (side - width) / 2, (side - (BitmapFont.Height * dot)) / 2, dot);
        return picture;
    }
}
