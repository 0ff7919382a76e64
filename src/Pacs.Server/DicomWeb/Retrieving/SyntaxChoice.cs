using Pacs.Dicom.Transfer;
using Pacs.Server.DicomWeb.Headers;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>
/// In which transfer syntax an instance goes to a client (PS3.18 §8.7.3.5.2): that of the first range of its Accept header
/// that can be met. Native encodings are converted into one another.
/// </summary>
internal sealed class SyntaxChoice
{
    private const string AsStored = "*";

    /// <summary>The transfer syntaxes that are asked for, the most wanted first; null is the default, Explicit VR Little Endian.</summary>
    private readonly List<(string? Uid, bool IsAny)> _wanted;

    public SyntaxChoice(Accept accept, Offer offer) => _wanted =
    [
        .. accept.Ranges.Where(range => range.Weight > 0 && IsMeant(range, offer))
            .OrderByDescending(range => range.Weight)
            .Select(range => (range.TransferSyntax, range.IsWildcard)),
    ];

    /// <summary>The one transfer syntax that WADO-URI asks for, or null.</summary>
    public SyntaxChoice(string? uid) => _wanted = [(uid, false)];

    /// <summary>What tells the representation from others.</summary>
    public string Form => string.Join('+', _wanted.Select(wanted => wanted.IsAny ? "any" : wanted.Uid ?? "default"));

    /// <summary>Null when the client takes none that it can be given in.</summary>
    public TransferSyntax? For(TransferSyntax stored)
    {
        foreach (var (uid, isAny) in _wanted)
        {
            if (uid == AsStored || uid == stored.Uid) return stored;
            if (isAny && stored.IsEncapsulated) return stored;

            var syntax = uid is null ? TransferSyntax.ExplicitVrLittleEndian : TransferSyntax.Of(uid);
            if (!stored.IsEncapsulated && IsConvertible(syntax)) return syntax;
        }

        return null;
    }

    /// <summary>Why <see cref="For"/> gave none, for whoever asked.</summary>
    public static Problem Refusal(TransferSyntax stored) => new(
        StatusCodes.Status406NotAcceptable,
        $"It is stored as {stored.Name} ({stored.Uid}), and none of the transfer syntaxes that the request accepts can be made of that. " +
        $"Ask for it as it is stored: transfer-syntax=* or transfer-syntax={stored.Uid}. Without a transfer syntax, " +
        "Explicit VR Little Endian is meant.");

    private static bool IsConvertible(TransferSyntax syntax) =>
        syntax == TransferSyntax.ExplicitVrLittleEndian || syntax == TransferSyntax.ImplicitVrLittleEndian ||
        syntax == TransferSyntax.ExplicitVrBigEndian || syntax == TransferSyntax.DeflatedExplicitVrLittleEndian;

    private static bool IsMeant(MediaType range, Offer offer)
    {
        if (!range.Includes(offer.Essence)) return false;
        return offer.PartType is null || range.PartType is not { } partType || MediaType.Parse(partType)?.Includes(offer.PartType) == true;
    }
}
