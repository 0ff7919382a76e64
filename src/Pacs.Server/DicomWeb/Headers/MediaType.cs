using System.Globalization;

namespace Pacs.Server.DicomWeb.Headers;

/// <summary>
/// A media type as in Content-Type, or a media range as in Accept (RFC 9110 §8.3.1, §12.5.1), with the parameters that
/// DICOM gives them (PS3.18 §8.7.3).
/// </summary>
internal sealed record MediaType
{
    /// <summary>A q of 1: thousandths, as RFC 9110 §12.4.2 allows three decimals.</summary>
    public const int FullWeight = 1000;

    private const string Wildcard = "*";

    /// <summary>What stands before the slash, in lower case; <c>*</c> for any.</summary>
    public required string Type { get; init; }

    /// <summary>What stands behind the slash, in lower case; <c>*</c> for any.</summary>
    public required string Subtype { get; init; }

    /// <summary>In the order in which they stand.</summary>
    public IReadOnlyList<MediaParameter> Parameters { get; init; } = [];

    public string Essence => $"{Type}/{Subtype}";

    public bool IsMultipart => Type == "multipart";

    /// <summary>True for <c>*/*</c> and <c>multipart/*</c>.</summary>
    public bool IsWildcard => Subtype == Wildcard;

    /// <summary>The media type of the parts of <c>multipart/related</c> (RFC 2387 §3.1), or null.</summary>
    public string? PartType => Find("type")?.ToLowerInvariant();

    /// <summary>The transfer syntax UID, <c>*</c> for whichever is stored, or null for the media type's default (PS3.18 §8.7.3.5.2).</summary>
    public string? TransferSyntax => Find("transfer-syntax") is { Length: > 0 } uid ? uid : null;

    public string? Charset => Find("charset");

    public string? Boundary => Find("boundary");

    /// <summary>The weight in thousandths: 0 is not acceptable. What cannot be read as one is no reason to refuse: 1.</summary>
    public int Weight => Find("q") is { } q &&
        decimal.TryParse(q, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
        ? (int)(Math.Clamp(weight, 0, 1) * FullWeight)
        : FullWeight;

    /// <summary>The media type of a Content-Type header; null when there is none in it.</summary>
    public static MediaType? Parse(string? contentType) =>
        contentType is null ? null : new MediaTypeParser(contentType, isList: false).Next();

    /// <summary>The first parameter with this name, or null.</summary>
    public string? Find(string name)
    {
        foreach (var parameter in Parameters)
        {
            if (parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return parameter.Value;
        }

        return null;
    }

    /// <summary>True when this is <paramref name="essence"/>, or a range that takes it in.</summary>
    public bool Includes(ReadOnlySpan<char> essence)
    {
        if (Type == Wildcard) return true;

        var slash = essence.IndexOf('/');
        return slash > 0 && essence[..slash].SequenceEqual(Type) &&
            (IsWildcard || essence[(slash + 1)..].SequenceEqual(Subtype));
    }

    public override string ToString() =>
        string.Concat([Essence, .. Parameters.Select(parameter => $"; {parameter.Name}={HeaderText.Quoted(parameter.Value)}")]);
}
