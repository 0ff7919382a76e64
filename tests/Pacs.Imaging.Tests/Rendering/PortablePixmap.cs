using System.Text;
using Pacs.Imaging.Rendering;

namespace Pacs.Imaging.Tests.Rendering;

/// <summary>A file of the kind P5 or P6: greys or colours, 8 bits.</summary>
internal sealed class PortablePixmap
{
    private readonly byte[] _bytes;
    private readonly int _start;
    private readonly int _channels;

    private PortablePixmap(byte[] bytes, int start, int channels, int width, int height)
    {
        _bytes = bytes;
        _start = start;
        _channels = channels;
        Width = width;
        Height = height;
    }

    public int Width { get; }

    public int Height { get; }

    public byte At(int pixel, int channel) => _bytes[_start + (pixel * _channels) + (_channels == 1 ? 0 : channel)];

    public Picture ToPicture()
    {
        var picture = new Picture(Width, Height, isGrey: false);
        for (var i = 0; i < Width * Height * 3; i++) picture.Pixels[(i / 3 * Picture.BytesPerColour) + (i % 3)] = At(i / 3, i % 3);
        return picture;
    }

    // "P5" or "P6", width, height, 255, with white space between, one after the last
    public static PortablePixmap Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var (words, at) = (new List<string>(), 0);
        while (words.Count < 4)
        {
            var end = Array.FindIndex(bytes, at, value => char.IsWhiteSpace((char)value));
            var word = Encoding.ASCII.GetString(bytes, at, end - at);
            at = end + 1;
            if (word.StartsWith('#')) at = Array.IndexOf(bytes, (byte)'\n', end) + 1;
            else if (word.Length > 0) words.Add(word);
        }

        Assert.Equal("255", words[3]);
        return new PortablePixmap(
            bytes, at, words[0] == "P6" ? 3 : 1, int.Parse(words[1], null), int.Parse(words[2], null));
    }
}
