namespace Pacs.Imaging.Rendering;

/// <summary>Writes lines of text on pictures: white letters with black around them, readable on anything.</summary>
internal static class Lettering
{
    /// <summary>Dots from one letter to the next, and from one line to the next.</summary>
    public const int Advance = BitmapFont.Width + 1, LineHeight = BitmapFont.Height + 3;

    /// <summary>Pixels of a dot, so that letters can be read on large pictures too.</summary>
    public static int DotOf(Picture picture) => Math.Max(1, Math.Min(picture.Width, picture.Height) / 300);

    /// <summary>What there is no room for on the right is left out.</summary>
    public static void Write(Picture picture, string text, int left, int top, int dot)
    {
        for (var pass = 0; pass < 2; pass++) // first what is around the letters
        {
            for (var i = 0; i < text.Length; i++) Write(picture, text[i], left + (i * Advance * dot), top, dot, isOutline: pass == 0);
        }
    }

    private static void Write(Picture picture, char character, int left, int top, int dot, bool isOutline)
    {
        for (var y = 0; y < BitmapFont.Height; y++)
        {
            for (var x = 0; x < BitmapFont.Width; x++)
            {
                if (!BitmapFont.HasDot(character, x, y)) continue;

                var (atX, atY) = (left + (x * dot), top + (y * dot));
                if (isOutline) Fill(picture, atX - dot, atY - dot, 3 * dot, 0);
                else Fill(picture, atX, atY, dot, byte.MaxValue);
            }
        }
    }

    private static void Fill(Picture picture, int left, int top, int size, byte grey)
    {
        for (var y = Math.Max(0, top); y < Math.Min(picture.Height, top + size); y++)
        {
            for (var x = Math.Max(0, left); x < Math.Min(picture.Width, left + size); x++) picture.Paint(x, y, grey);
        }
    }
}
