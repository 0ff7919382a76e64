namespace Pacs.Imaging.Rendering;

/// <summary>
/// What one sees of a frame: pixels of 8 bits, row by row, grey ones in a byte, colours as red, green, blue and a byte that says
/// nothing.
/// </summary>
public sealed class Picture
{
    internal const int BytesPerColour = 4;

    internal Picture(int width, int height, bool isGrey)
        : this(width, height, isGrey, new byte[checked(width * height * (isGrey ? 1 : BytesPerColour))])
    {
    }

    internal Picture(int width, int height, bool isGrey, byte[] pixels)
    {
        Width = width;
        Height = height;
        IsGrey = isGrey;
        Pixels = pixels;
    }

    public int Width { get; }

    public int Height { get; }

    public bool IsGrey { get; }

    /// <summary>The ICC profile that colours are to be understood by; null: they are sRGB.</summary>
    internal byte[]? Profile { get; init; }

    internal byte[] Pixels { get; }

    internal int BytesPerPixel => IsGrey ? 1 : BytesPerColour;

    /// <summary>Makes a pixel white, or any other grey.</summary>
    internal void Paint(int x, int y, byte grey) => Pixels.AsSpan(((y * Width) + x) * BytesPerPixel, BytesPerPixel).Fill(grey);

    /// <summary>The same, with room for colours.</summary>
    internal Picture InColour()
    {
        if (!IsGrey) return this;

        var colour = new Picture(Width, Height, isGrey: false);
        for (var i = 0; i < Pixels.Length; i++) colour.Pixels.AsSpan(i * BytesPerColour, 3).Fill(Pixels[i]);
        return colour;
    }
}
