using Pacs.Dicom.Dictionary;
using Pacs.Imaging.Rendering;

namespace Pacs.Imaging.Tests.Rendering;

/// <summary>Viewports of PS3.18 §8.3.5.1.3 over an image of 4 x 2 pixels.</summary>
public sealed class FramingTests
{
    [Theory]
    [InlineData(8, 8, 8, 4)]
    [InlineData(8, 2, 4, 2)]
    [InlineData(2, 100, 2, 1)]
    [InlineData(1, 1, 1, 1)]
    public void A_picture_is_as_large_as_the_viewport_lets_it_be_in_one_direction(int width, int height, int expectedWidth, int expectedHeight)
    {
        var picture = Image().Render(new RenderingRequest { Viewport = new Viewport(width, height) });

        Assert.Equal((expectedWidth, expectedHeight), (picture.Width, picture.Height));
    }

    [Fact]
    public void Nothing_is_enlarged_beyond_what_a_screen_has()
    {
        var picture = Image().Render(new RenderingRequest { Viewport = new Viewport(8192, 8192) });

        Assert.Equal((5793, 2896), (picture.Width, picture.Height)); // half as high as wide, 2^24 pixels
    }

    [Fact]
    public void A_limit_makes_nothing_larger()
    {
        var picture = Image().Render(new RenderingRequest { Viewport = new Viewport(100, 100) { IsOnlyLimit = true } });

        Assert.Equal((4, 2), (picture.Width, picture.Height));
    }

    [Fact]
    public void A_part_of_the_image_is_cut_out() =>
        Assert.Equal([20, 30], Image().Greys(Showing(2, 1, new SourceRegion(1, 0, 2, 1))));

    [Fact]
    public void A_part_without_an_extent_goes_to_the_end() =>
        Assert.Equal([70, 80], Image().Greys(Showing(2, 1, new SourceRegion(2, 1, null, null))));

    [Fact]
    public void A_negative_width_mirrors_and_a_negative_height_turns_upside_down()
    {
        Assert.Equal([40, 30, 20, 10, 80, 70, 60, 50], Image().Greys(Showing(4, 2, new SourceRegion(0, 0, -4, 2))));
        Assert.Equal([50, 60, 70, 80, 10, 20, 30, 40], Image().Greys(Showing(4, 2, new SourceRegion(0, 0, 4, -2))));
    }

    [Fact]
    public void A_part_may_be_told_in_shares_of_the_image() =>
        Assert.Equal([30, 40], Image().Greys(Showing(2, 1, new SourceRegion(0.5, 0, 0.5, 0.5, IsRelative: true))));

    [Fact]
    public void A_part_outside_of_the_image_is_refused_in_words()
    {
        Assert.True(Image().TryCreateRenderer(out var renderer, out _));

        Assert.Contains("4 x 2", renderer!.RefusalOf(Showing(10, 10, new SourceRegion(4, 0, 1, 1))), StringComparison.Ordinal);
        Assert.Null(renderer.RefusalOf(Showing(10, 10, new SourceRegion(3, 0, 9, 9))));
    }

    [Fact]
    public void What_gets_smaller_is_the_mean_of_what_falls_to_it()
    {
        var image = MadeImage.OfBytes(2, 2, "MONOCHROME2", 1, 0, 100, 100, 200);

        Assert.Equal([100], image.Greys(Showing(1, 1, null)));
    }

    [Theory]
    [InlineData("2", "1", 4, 4)] // twice as high as wide
    [InlineData("1", "2", 8, 2)]
    [InlineData("0", "1", 4, 2)]
    [InlineData("1000", "1", 4, 2)]
    public void Pixels_that_are_not_square_are_made_so(string vertical, string horizontal, int width, int height)
    {
        var byRatio = Image().With(MadeImage.Text(Tags.PixelAspectRatio, vertical, horizontal)).Render();
        var bySpacing = Image().With(MadeImage.Text(Tags.PixelSpacing, vertical, horizontal)).Render();

        Assert.Equal((width, height), (byRatio.Width, byRatio.Height));
        Assert.Equal((width, height), (bySpacing.Width, bySpacing.Height));
    }

    private static RenderingRequest Showing(int width, int height, SourceRegion? region) =>
        new() { Viewport = new Viewport(width, height) { Region = region } };

    private static MadeImage Image() => MadeImage.OfBytes(2, 4, "MONOCHROME2", 1, 10, 20, 30, 40, 50, 60, 70, 80);
}
