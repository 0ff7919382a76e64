using System.Globalization;
using Pacs.Imaging.Rendering;

namespace Pacs.Server.Rendering;

/// <summary>The parameter <c>window</c> (PS3.18 §8.3.5.1.2), and what it says on a command line.</summary>
internal static class WindowParameter
{
    public const string Grammar = "window is center,width,function: two numbers and linear, linear-exact or sigmoid; the width is at least 1, " +
        "unless the function is another than linear, then more than 0";

    /// <summary>The window, or null when it is none.</summary>
    // center "," width "," ( "linear" / "linear-exact" / "sigmoid" ); without a function it is linear
    public static VoiWindow? Parse(string text)
    {
        if (text.Split(',') is not ([var center, var width, ..] and { Length: <= 3 } parts)) return null;
        if (NumberOf(center) is not { } at || NumberOf(width) is not { } across) return null;

        VoiFunction? function = (parts.Length == 3 ? parts[2].Trim().ToLowerInvariant() : "linear") switch
        {
            "linear" => VoiFunction.Linear,
            "linear-exact" or "linear_exact" => VoiFunction.LinearExact,
            "sigmoid" => VoiFunction.Sigmoid,
            _ => null,
        };
        return function is { } known && new VoiWindow(at, across, known) is { IsValid: true } window ? window : null;
    }

    public static double? NumberOf(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
