using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Pacs.Index.Searching;

namespace Pacs.Archive.Query;

/// <summary>A place in the answers to a query, which stays the same place whatever is stored meanwhile.</summary>
public sealed record QueryPosition
{
    private const char BehindGeneration = '-', HasValue = '.';

    internal QueryPosition(SearchPosition place) => Place = place;

    internal SearchPosition Place { get; }

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static QueryPosition? Parse(ReadOnlySpan<char> text)
    {
        // generation "-" key [ "." value in base64url ]
        var dash = text.IndexOf(BehindGeneration);
        if (dash < 0 || NumberIn(text[..dash]) is not { } generation) return null;

        text = text[(dash + 1)..];
        var dot = text.IndexOf(HasValue);
        if (NumberIn(dot < 0 ? text : text[..dot]) is not { } key) return null;

        var place = new SearchPosition(key, Generation: generation);
        if (dot < 0) return new QueryPosition(place);

        var encoded = text[(dot + 1)..];
        return Base64Url.IsValid(encoded)
            ? new QueryPosition(place with { Value = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(encoded)) })
            : null;
    }

    /// <summary>Letters, digits and signs that a URL takes as they are.</summary>
    public override string ToString()
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{Place.Generation}{BehindGeneration}{Place.Key}");
        return Place.Value is null ? place : place + HasValue + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Place.Value));
    }

    private static long? NumberIn(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
