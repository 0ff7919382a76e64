using Pacs.Dicom.Transfer;
using Pacs.Imaging.Transcoding;
using Pacs.Server.DicomWeb.Headers;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>
/// In which transfer syntax an instance goes to a client (PS3.18 §8.7.3.5.2): that of a range of its Accept header, as it is stored or
/// converted without loss.
/// </summary>
internal sealed class SyntaxChoice
{
    private const string AsStored = "*";

    /// <summary>The transfer syntaxes that are asked for, the most wanted first; null is the default, Explicit VR Little Endian.</summary>
    private readonly List<(string? Uid, bool IsAny, int Weight)> _wanted;

    public SyntaxChoice(Accept accept, Offer offer) => _wanted =
    [
        .. accept.Ranges.Where(range => range.Weight > 0 && IsMeant(range, offer))
            .OrderByDescending(range => range.Weight)
            .Select(range => (range.TransferSyntax, range.IsWildcard, range.Weight)),
    ];

    /// <summary>The one transfer syntax that WADO-URI asks for, or null.</summary>
    public SyntaxChoice(string? uid) => _wanted = [(uid, false, MediaType.FullWeight)];

    /// <summary>What tells the representation from others.</summary>
    public string Form => string.Join('+', _wanted.Select(wanted => wanted.IsAny ? "any" : wanted.Uid ?? "default"));

    /// <summary>
    /// What the client wants most; of what it wants equally, what is stored, else what costs no decoding and compressing. Null when it takes
    /// none that it can be given in.
    /// </summary>
    public TransferSyntax? For(TransferSyntax stored)
    {
        TransferSyntax? best = null;
        var (bestWeight, bestCost) = (0, int.MaxValue);
        foreach (var (uid, isAny, weight) in _wanted)
        {
            if (weight < bestWeight) break;

            var isStored = uid == AsStored || uid == stored.Uid || (isAny && stored.IsEncapsulated);
            var syntax = isStored ? stored : uid is null ? TransferSyntax.ExplicitVrLittleEndian : TransferSyntax.Of(uid);
            var cost = isStored ? 0 : syntax.IsEncapsulated || stored.IsEncapsulated ? 2 : 1;
            if (cost < bestCost && Transcoder.CanMake(stored, syntax)) (best, bestWeight, bestCost) = (syntax, weight, cost);
        }

        return best;
    }

    /// <summary>Why <see cref="For"/> gave none, for whoever asked.</summary>
    public static Problem Refusal(TransferSyntax stored) => new(
        StatusCodes.Status406NotAcceptable,
        $"It is stored as {stored.Name} ({stored.Uid}), and none of the transfer syntaxes that the request accepts can be made of that here. " +
        $"Ask for it as it is stored: transfer-syntax=* or transfer-syntax={stored.Uid}. Without a transfer syntax, " +
        "Explicit VR Little Endian is meant.");

    private static bool IsMeant(MediaType range, Offer offer)
    {
        if (!range.Includes(offer.Essence)) return false;
        return offer.PartType is null || range.PartType is not { } partType || MediaType.Parse(partType)?.Includes(offer.PartType) == true;
    }
}
