using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;
using Pacs.Network.Client;

namespace Pacs.Server.Cli.Retrieving;

/// <summary>
/// The presentation contexts of a C-GET. In a context of several encodings the peer chooses one for good, and what it
/// holds in others is converted or cannot be sent: so as many encodings as fit get contexts of their own, the more common
/// ones first. For the others there are further associations.
/// </summary>
internal static class GetContexts
{
    /// <summary>More than a query ever finds; a peer that answers none may have any of all.</summary>
    private const int MostInAllEncodings = 32;

    /// <summary>Every peer can encode in these; together in one context when contexts are scarce.</summary>
    private static readonly string[] Native =
    [
        TransferSyntax.ExplicitVrLittleEndian.Uid,
        TransferSyntax.ImplicitVrLittleEndian.Uid,
        TransferSyntax.DeflatedExplicitVrLittleEndian.Uid,
        TransferSyntax.ExplicitVrBigEndian.Uid,
    ];

    /// <summary>Those in which archives are known to hold images, the most common first.</summary>
    private static readonly string[] Encapsulated =
    [
        TransferSyntaxUids.JPEGLosslessSV1,
        TransferSyntaxUids.JPEG2000Lossless,
        TransferSyntaxUids.JPEGBaseline8Bit,
        TransferSyntaxUids.RLELossless,
        TransferSyntaxUids.JPEGLSLossless,
        TransferSyntaxUids.JPEG2000,
        TransferSyntaxUids.JPEGExtended12Bit,
        TransferSyntaxUids.JPEGLossless,
        TransferSyntaxUids.JPEGLSNearLossless,
        TransferSyntaxUids.HTJ2KLossless,
        TransferSyntaxUids.HTJ2KLosslessRPCL,
        TransferSyntaxUids.HTJ2K,
        TransferSyntaxUids.MPEG4HP41,
        TransferSyntaxUids.MPEG2MPML,
        TransferSyntaxUids.MPEG2MPHL,
        TransferSyntaxUids.MPEG4HP41BD,
        TransferSyntaxUids.MPEG4HP422D,
        TransferSyntaxUids.MPEG4HP423D,
        TransferSyntaxUids.MPEG4HP42STEREO,
        TransferSyntaxUids.HEVCMP51,
        TransferSyntaxUids.HEVCM10P51,
        TransferSyntaxUids.JPEGXLLossless,
        TransferSyntaxUids.JPEGXLJPEGRecompression,
        TransferSyntaxUids.JPEGXL,
        TransferSyntaxUids.EncapsulatedUncompressedExplicitVRLittleEndian,
        TransferSyntaxUids.DeflatedImageFrameCompression,
    ];

    /// <summary>Hardly ever seen, and archives hold them all the same.</summary>
    private static readonly string[] Rare =
    [
        .. UidDictionary.Entries.Where(entry => entry.Kind == UidKind.TransferSyntax)
            .Select(entry => entry.Uid)
            .Except([.. Native, .. Encapsulated]),
    ];

    /// <summary>
    /// The contexts of one association after the other, no context twice. The later ones are for what the peer could not
    /// send over those before.
    /// </summary>
    /// <param name="sopClasses">What the peer may send.</param>
    public static IEnumerable<IReadOnlyList<(string SopClass, IReadOnlyList<string> TransferSyntaxes)>> Rounds(
        IReadOnlyList<string> sopClasses)
    {
        var offered = new HashSet<(string, string)>();
        foreach (var round in sopClasses.Count <= MostInAllEncodings ? InAllEncodings(sopClasses) : [First(sopClasses)])
        {
            yield return round;
            offered.UnionWith(round.Select(context => (context.SopClass, context.TransferSyntaxes[0])));
        }

        var left =
            from encodings in Encapsulated.Concat(Rare).Select(Alone).Prepend(Native)
            from sopClass in sopClasses
            where !offered.Contains((sopClass, encodings[0]))
            select (sopClass, encodings);
        foreach (var round in left.Chunk(GetScu.MaxStorageContexts)) yield return round;
    }

    /// <summary>A few classes to an association, each in every usual encoding: none is converted for want of a context.</summary>
    private static IEnumerable<IReadOnlyList<(string SopClass, IReadOnlyList<string> TransferSyntaxes)>> InAllEncodings(
        IReadOnlyList<string> sopClasses) =>
        from some in sopClasses.Chunk(GetScu.MaxStorageContexts / (Native.Length + Encapsulated.Length))
        select some.SelectMany(sopClass => Native.Concat(Encapsulated).Select(syntax => (sopClass, Alone(syntax)))).ToList();

    /// <summary>All classes in one association, of whatever the peer may have.</summary>
    private static List<(string SopClass, IReadOnlyList<string> TransferSyntaxes)> First(IReadOnlyList<string> sopClasses)
    {
        var taken = sopClasses.Take(GetScu.MaxStorageContexts).ToList();
        var each = taken.Count == 0 ? 0 : GetScu.MaxStorageContexts / taken.Count;
        return [.. taken.SelectMany(sopClass => EncodingsIn(each).Select(encodings => (sopClass, encodings)))];
    }

    /// <summary>The native ones apart while there is room: what is held in one of them is converted where another is taken.</summary>
    private static IEnumerable<IReadOnlyList<string>> EncodingsIn(int contexts) => contexts >= Native.Length
        ? Native.Concat(Encapsulated).Take(contexts).Select(Alone)
        : Encapsulated.Take(contexts - 1).Select(Alone).Prepend(Native);

    private static IReadOnlyList<string> Alone(string syntax) => [syntax];
}
