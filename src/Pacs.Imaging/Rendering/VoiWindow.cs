namespace Pacs.Imaging.Rendering;

/// <summary>A window of values that are spread over all greys (PS3.3 §C.11.2.1).</summary>
/// <param name="Center">Window Center (0028,1050).</param>
/// <param name="Width">Window Width (0028,1051).</param>
/// <param name="Function">VOI LUT Function (0028,1056).</param>
public sealed record VoiWindow(double Center, double Width, VoiFunction Function = VoiFunction.Linear)
{
    /// <summary>A function of a sigmoid's argument that no grey tells from its limit any more.</summary>
    private const double LeastSigmoidWidth = 1e-6;

    /// <summary>The window that makes the least value black and the greatest white; of one value, black.</summary>
    internal static VoiWindow Over(double least, double greatest) => greatest > least
        ? new VoiWindow((least / 2) + (greatest / 2), greatest - least, VoiFunction.LinearExact)
        : new VoiWindow(least + 0.5, 1, VoiFunction.LinearExact);

    /// <summary>False for widths that the function is not defined for: at least 1 when it is linear, otherwise more than 0.</summary>
    public bool IsValid => double.IsFinite(Center) && double.IsFinite(Width) && Width > 0 && (Function != VoiFunction.Linear || Width >= 1);

    /// <summary>From 0, black, to 1.</summary>
    internal double Apply(double value) => Function switch
    {
        VoiFunction.Linear => Linear(value),
        VoiFunction.LinearExact => Math.Clamp(((value - Center) / Width) + 0.5, 0, 1), // §C.11.2.1.3.2
        VoiFunction.Sigmoid => 1 / (1 + Math.Exp(-4 * (value - Center) / Math.Max(Width, LeastSigmoidWidth))), // §C.11.2.1.3.1
        _ => throw new InvalidOperationException($"{Function} is no VOI LUT function."),
    };

    // §C.11.2.1.2.1: both ends of the window are pixel values; one of width 1 is a threshold.
    private double Linear(double value)
    {
        if (value <= Center - 0.5 - ((Width - 1) / 2)) return 0;
        if (value > Center - 0.5 + ((Width - 1) / 2)) return 1;

        return ((value - (Center - 0.5)) / (Width - 1)) + 0.5;
    }
}
