using Pacs.Dicom.Transfer;
using Pacs.Imaging.Transcoding;
using Pacs.Server.DicomWeb.Headers;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>As what frames or other bulk data go to a client.</summary>
/// <param name="IsMultipart">In parts; otherwise alone.</param>
/// <param name="MediaType">Of each part.</param>
/// <param name="TransferSyntaxUid">How its bytes are encoded.</param>
internal sealed record BulkMediaChoice(bool IsMultipart, string MediaType, string TransferSyntaxUid)
{
    private const string Multipart = "multipart/related";

    /// <summary>The media type of a part, or of the whole when it is alone.</summary>
    public string ContentType => $"{MediaType}; transfer-syntax={TransferSyntaxUid}";

    public string Form => $"{(IsMultipart ? "parts" : "one")}-{MediaType.Replace('/', '.')}-{TransferSyntaxUid}";

    /// <summary>
    /// What the client wants most of that which the bytes are or, of frames, can be made: the media type of their compression, or octets
    /// that say how they are encoded; of samples, octets. Of what it wants equally it gets what is stored. Null when it takes none of it.
    /// </summary>
    /// <param name="accept">What the client takes.</param>
    /// <param name="stored">How the bytes are stored.</param>
    /// <param name="mayBeAlone">True when there is one piece of bulk data only.</param>
    /// <param name="mayBeConverted">True for frames.</param>
    public static BulkMediaChoice? Of(Accept accept, TransferSyntax stored, bool mayBeAlone, bool mayBeConverted)
    {
        var offers = new List<Offer>();
        if (FrameMedia.AreSamples(stored))
        {
            Add(offers, FrameMedia.OctetStream, TransferSyntax.ExplicitVrLittleEndian.Uid, mayBeAlone, isDefault: true);
            Add(offers, FrameMedia.OctetStream, TransferSyntax.ImplicitVrLittleEndian.Uid, mayBeAlone, isDefault: false);
        }
        else
        {
            foreach (var name in FrameMedia.NamesOf(stored)) Add(offers, name, stored.Uid, mayBeAlone, isDefault: true);
            Add(offers, FrameMedia.OctetStream, stored.Uid, mayBeAlone, isDefault: false);
        }

        var best = accept.Choose([.. offers]);
        if (mayBeConverted && accept.Choose([.. Converted(stored, mayBeAlone)]) is { } made && !(best?.Range.Weight >= made.Range.Weight)) best = made;
        return best is { Offer: var offer }
            ? new BulkMediaChoice(offer.PartType is not null, offer.PartType ?? offer.Essence, offer.TransferSyntax ?? stored.Uid)
            : null;
    }

    private static List<Offer> Converted(TransferSyntax stored, bool mayBeAlone)
    {
        var offers = new List<Offer>();
        if (!FrameMedia.AreSamples(stored) && Transcoder.CanMake(stored, TransferSyntax.ExplicitVrLittleEndian))
        {
            Add(offers, FrameMedia.OctetStream, TransferSyntax.ExplicitVrLittleEndian.Uid, mayBeAlone, isDefault: true);
            Add(offers, FrameMedia.OctetStream, TransferSyntax.ImplicitVrLittleEndian.Uid, mayBeAlone, isDefault: false);
        }

        foreach (var syntax in FrameMedia.Makeable.Where(syntax => syntax != stored && Transcoder.CanMake(stored, syntax)))
        {
            foreach (var name in FrameMedia.NamesOf(syntax)) Add(offers, name, syntax.Uid, mayBeAlone, isDefault: FrameMedia.IsDefault(syntax));
            Add(offers, FrameMedia.OctetStream, syntax.Uid, mayBeAlone, isDefault: false);
        }

        return offers;
    }

    private static void Add(List<Offer> offers, string mediaType, string uid, bool mayBeAlone, bool isDefault)
    {
        offers.Add(new Offer(Multipart, mediaType, uid, isDefault));
        if (mayBeAlone) offers.Add(new Offer(mediaType, null, uid, isDefault));
    }
}
