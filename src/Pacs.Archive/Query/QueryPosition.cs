using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Pacs.Index.Searching;

namespace Pacs.Archive.Query;

/// <summary>A place in the answers to a query, which stays the same place whatever is stored meanwhile.</summary>
public sealed record QueryPosition
{
    private const char HasValue = '.';

    internal QueryPosition(SearchPosition place) => Place = place;

    internal SearchPosition Place { get; }

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static QueryPosition? Parse(ReadOnlySpan<char> text)
    {
        var dot = text.IndexOf(HasValue);
        var number = dot < 0 ? text : text[..dot];
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var key)) return null;
        if (dot < 0) return new QueryPosition(new SearchPosition(key));

        var encoded = text[(dot + 1)..];
        if (!Base64Url.IsValid(encoded)) return null;

        return new QueryPosition(new SearchPosition(key, Encoding.UTF8.GetString(Base64Url.DecodeFromChars(encoded))));
    }

    /// <summary>Letters, digits and signs that a URL takes as they are.</summary>
    public override string ToString()
    {
        var key = Place.Key.ToString(CultureInfo.InvariantCulture);
        return Place.Value is null ? key : key + HasValue + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Place.Value));
    }
}
