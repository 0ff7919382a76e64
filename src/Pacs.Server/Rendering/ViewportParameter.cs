using Pacs.Imaging.Rendering;

namespace Pacs.Server.Rendering;

/// <summary>The parameter <c>viewport</c> (PS3.18 §8.3.5.1.3), and what it says on a command line.</summary>
internal static class ViewportParameter
{
    public static readonly string Grammar = "viewport is vw,vh or vw,vh,sx,sy,sw,sh: width and height of the picture, " +
        $"from 1 to {FrameRenderer.LongestSide}, then the left, the top, the width and the height of a part of the image";

    /// <summary>The viewport, or null when it is none.</summary>
    // vw "," vh [ "," [ sx ] "," [ sy ] "," [ sw ] "," [ sh ] ]; a negative sw or sh mirrors
    public static Viewport? Parse(string text)
    {
        var parts = text.Split(',');
        if (parts.Length is not (2 or 6)) return null;

        var numbers = new double?[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            numbers[i] = WindowParameter.NumberOf(parts[i]);
            if (numbers[i] is null && (i < 2 || parts[i].Trim().Length > 0)) return null;
        }

        if (SideOf(numbers[0]) is not { } width || SideOf(numbers[1]) is not { } height) return null;
        if (parts.Length == 2) return new Viewport(width, height);

        var region = new SourceRegion(numbers[2] ?? 0, numbers[3] ?? 0, numbers[4], numbers[5]);
        return region is { Left: < 0 } or { Top: < 0 } or { Width: 0 } or { Height: 0 } ? null : new Viewport(width, height) { Region = region };
    }

    /// <summary>Null when it is no number of pixels that a picture can have.</summary>
    public static int? SideOf(double? number) =>
        number is >= 1 and <= FrameRenderer.LongestSide && number == Math.Floor(number.Value) ? (int)number : null;
}
