using System.Globalization;
using Pacs.Imaging.Rendering;

namespace Pacs.Imaging.Tests.Rendering;

/// <summary>Pictures in pairs, ours and another's, small and many to a sheet, for people to look at.</summary>
internal sealed class ContactSheet
{
    private const int Side = 200, Gap = 4, Across = 4, Down = 4;

    private readonly List<(Picture Ours, Picture? Theirs)> _pairs = [];

    public void Add(Picture ours, PortablePixmap? theirs) => _pairs.Add((Small(ours), theirs is null ? null : Small(theirs.ToPicture())));

    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (number, pairs) in _pairs.Chunk(Across * Down).Index())
        {
            var sheet = new Picture(Across * ((Side * 2) + Gap), Down * (Side + Gap), isGrey: false);
            foreach (var (place, (ours, theirs)) in pairs.Index())
            {
                var (left, top) = (place % Across * ((Side * 2) + Gap), place / Across * (Side + Gap));
                Paste(sheet, ours, left, top);
                if (theirs is not null) Paste(sheet, theirs, left + Side, top);
            }

            var name = string.Create(CultureInfo.InvariantCulture, $"sheet-{number + 1}.png");
            File.WriteAllBytes(Path.Combine(folder, name), PictureEncoder.Encode(sheet, PictureFormat.Png));
        }
    }

    private static Picture Small(Picture picture) => Framing.Apply(picture.InColour(), 1, new Viewport(Side, Side), CancellationToken.None);

    private static void Paste(Picture sheet, Picture picture, int left, int top)
    {
        var length = picture.Width * Picture.BytesPerColour;
        for (var y = 0; y < picture.Height; y++)
        {
            picture.Pixels.AsSpan(y * length, length).CopyTo(sheet.Pixels.AsSpan((((top + y) * sheet.Width) + left) * Picture.BytesPerColour));
        }
    }
}
