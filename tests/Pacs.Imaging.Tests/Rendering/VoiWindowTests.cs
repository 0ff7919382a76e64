using Pacs.Imaging.Rendering;

namespace Pacs.Imaging.Tests.Rendering;

/// <summary>The examples of PS3.3 §C.11.2.1.2.1, and what its formulas give by hand.</summary>
public sealed class VoiWindowTests
{
    [Theory]
    [InlineData(2048, 4096, 0, 0.0)]
    [InlineData(2048, 4096, 4095, 1.0)]
    [InlineData(2048, 4096, 2047.5, 0.5)] // (2047.5 - 2047.5) / 4095 + 0.5
    [InlineData(2048, 4096, 1023, 0.249817)] // (1023 - 2047.5) / 4095 + 0.5
    [InlineData(0, 100, -50, 0.0)]
    [InlineData(0, 100, 49.1, 1.0)]
    [InlineData(0, 100, 0, 0.505051)] // 0.5 / 99 + 0.5
    [InlineData(0, 1, -0.5, 0.0)]
    [InlineData(0, 1, 0, 1.0)]
    public void Linear(double center, double width, double value, double expected) =>
        Assert.Equal(expected, new VoiWindow(center, width).Apply(value), 6);

    [Theory]
    [InlineData(0, 100, -50, 0.0)]
    [InlineData(0, 100, 50, 1.0)]
    [InlineData(0, 100, 0, 0.5)]
    [InlineData(10, 0.5, 10.125, 0.75)]
    public void Linear_exact(double center, double width, double value, double expected) =>
        Assert.Equal(expected, new VoiWindow(center, width, VoiFunction.LinearExact).Apply(value), 6);

    [Theory]
    [InlineData(100, 50, 100, 0.5)]
    [InlineData(100, 50, 125, 0.880797)] // 1 / (1 + e^-2)
    [InlineData(100, 50, 75, 0.119203)]
    public void Sigmoid(double center, double width, double value, double expected) =>
        Assert.Equal(expected, new VoiWindow(center, width, VoiFunction.Sigmoid).Apply(value), 6);

    [Theory]
    [InlineData(0.5, VoiFunction.Linear, false)]
    [InlineData(1, VoiFunction.Linear, true)]
    [InlineData(0.5, VoiFunction.LinearExact, true)]
    [InlineData(0, VoiFunction.Sigmoid, false)]
    [InlineData(double.NaN, VoiFunction.Sigmoid, false)]
    public void A_window_has_the_width_that_its_function_needs(double width, VoiFunction function, bool isValid) =>
        Assert.Equal(isValid, new VoiWindow(0, width, function).IsValid);
}
