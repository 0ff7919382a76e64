using Pacs.Imaging.Rendering;
using Pacs.Server.DicomWeb.Headers;

namespace Pacs.Server.DicomWeb.Rendering;

/// <summary>As what pictures go to a client (PS3.18 §8.7.4).</summary>
/// <param name="IsMultipart">Each in a part; otherwise one alone.</param>
/// <param name="Format">What each is.</param>
internal sealed record PictureMedia(bool IsMultipart, PictureFormat Format)
{
    private const string Multipart = "multipart/related";

    /// <summary>The first is what those get who take anything.</summary>
    private static readonly (string MediaType, PictureFormat Format)[] Formats =
    [
        ("image/jpeg", PictureFormat.Jpeg), ("image/png", PictureFormat.Png), ("image/gif", PictureFormat.Gif), ("image/webp", PictureFormat.WebP),
    ];

    public static string Names { get; } = string.Join(", ", Formats.Select(format => format.MediaType));

    /// <summary>Each alone.</summary>
    public static IEnumerable<Offer> SingleOffers { get; } = [.. Formats.Select(format => new Offer(format.MediaType))];

    public string MediaType => MediaTypeOf(Format);

    public string Form => $"{(IsMultipart ? "parts" : "one")}-{Format}";

    /// <summary>What the client wants most; null when it takes none.</summary>
    /// <param name="accept">What it takes.</param>
    /// <param name="areSeveral">True when there are several pictures: then who takes anything gets all of them.</param>
    /// <param name="mayBeAlone">True when one can be sent by itself.</param>
    public static PictureMedia? Of(Accept accept, bool areSeveral, bool mayBeAlone)
    {
        var parts = Formats.Select(format => new Offer(Multipart, format.MediaType));
        var offers = (areSeveral, mayBeAlone) switch
        {
            (_, false) => parts,
            (true, true) => parts.Concat(SingleOffers),
            (false, true) => SingleOffers.Concat(parts),
        };
        return accept.Choose([.. offers]) is { Offer: var offer } ? new PictureMedia(offer.PartType is not null, FormatOf(offer)) : null;
    }

    public static PictureFormat FormatOf(Offer offer) => Formats.First(format => format.MediaType == (offer.PartType ?? offer.Essence)).Format;

    public static string MediaTypeOf(PictureFormat format) => Formats.First(one => one.Format == format).MediaType;
}
