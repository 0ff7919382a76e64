using Microsoft.Extensions.Primitives;

namespace Pacs.Server.DicomWeb.Headers;

/// <summary>What a client takes: the ranges of all its Accept headers (RFC 9110 §12.5.1, PS3.18 §8.7.5).</summary>
internal sealed class Accept
{
    /// <summary>More are not looked at; no client sends a tenth of it.</summary>
    private const int MaxRanges = 256;

    private static readonly MediaType Anything = new() { Type = "*", Subtype = "*" };

    private Accept(IReadOnlyList<MediaType> ranges) => Ranges = ranges;

    /// <summary>In the order in which they stand. Who says nothing takes anything.</summary>
    public IReadOnlyList<MediaType> Ranges { get; }

    /// <summary>Reads header fields, or the query parameter of the same name (PS3.18 §8.3.3.1). Never fails.</summary>
    public static Accept Parse(StringValues fields)
    {
        var ranges = new List<MediaType>();
        foreach (var field in fields)
        {
            var parser = new MediaTypeParser(field, isList: true);
            while (ranges.Count < MaxRanges && parser.Next() is { } range) ranges.Add(range);
        }

        if (ranges.Count == 0) ranges.Add(Anything);
        return new Accept(ranges);
    }

    /// <summary>
    /// The offer with the greatest weight; of those with the same, the one asked for first; of those asked for by the
    /// same range, the one offered first. Null: none is acceptable (406).
    /// </summary>
    public Choice? Choose(params ReadOnlySpan<Offer> offers)
    {
        Choice? best = null;
        var bestWeight = 0;
        var bestRange = int.MaxValue;
        foreach (var offer in offers)
        {
            var at = RangeFor(offer);
            if (at < 0) continue;

            var weight = Ranges[at].Weight;
            if (weight < bestWeight || weight == 0 || (weight == bestWeight && at >= bestRange)) continue;

            (best, bestWeight, bestRange) = (new Choice(offer, Ranges[at]), weight, at);
        }

        return best;
    }

    /// <summary>The most specific range that takes the offer in, of those the first; -1 when there is none.</summary>
    private int RangeFor(Offer offer)
    {
        var found = -1;
        var specificity = 0;
        for (var i = 0; i < Ranges.Count; i++)
        {
            var own = Specificity(Ranges[i], offer);
            if (own > specificity) (found, specificity) = (i, own);
        }

        return found;
    }

    /// <summary>How exactly the range means the offer; 0 when it does not.</summary>
    private static int Specificity(MediaType range, Offer offer)
    {
        if (!range.Includes(offer.Essence)) return 0;
        if (range.IsWildcard) return range.Type == "*" ? 1 : 2;

        var specificity = 3;
        if (offer.PartType is not null && range.PartType is { } partType)
        {
            if (MediaType.Parse(partType) is not { } parts || !parts.Includes(offer.PartType)) return 0;
            specificity += parts.IsWildcard ? 0 : 1;
        }

        return range.TransferSyntax switch
        {
            null => offer.IsDefault ? specificity : 0,
            "*" => specificity + 1,
            var uid => offer.TransferSyntax is null || uid == offer.TransferSyntax ? specificity + 2 : 0,
        };
    }
}
