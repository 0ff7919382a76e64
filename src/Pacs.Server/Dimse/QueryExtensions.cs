using Pacs.Archive.Query;
using Pacs.Network.Associations;

namespace Pacs.Server.Dimse;

/// <summary>
/// The extended negotiation of query/retrieve, a byte for each behaviour (PS3.4 §C.5.1.1, §C.5.2.1). Conversion to
/// enhanced multi-frame images, the last of them, is not supported.
/// </summary>
internal static class QueryExtensions
{
    /// <summary>Relational queries, combined date-time matching, fuzzy matching of person names, time zone adjustment.</summary>
    public static ReadOnlyMemory<byte> Find { get; } = (byte[])
    [
        Flag(QueryOptions.Supported.IsRelational),
        Flag(QueryOptions.Supported.CombinesDateTime),
        Flag(QueryOptions.Supported.IsFuzzy),
        Flag(QueryOptions.Supported.AdjustsTimezone),
    ];

    /// <summary>Relational retrieval: what is to be fetched is named by its own unique key alone.</summary>
    public static ReadOnlyMemory<byte> Retrieve { get; } = (byte[])[1];

    /// <summary>What was agreed for the queries of one context.</summary>
    public static QueryOptions AgreedOn(Association association, string abstractSyntax)
    {
        var agreed = association.Accept.UserInformation.ExtendedNegotiations
            .FirstOrDefault(extension => extension.SopClassUid == abstractSyntax);
        if (agreed is null) return QueryOptions.Baseline;

        var flags = agreed.ApplicationInformation.Span;
        return new QueryOptions
        {
            IsRelational = flags is [1, ..],
            CombinesDateTime = flags is [_, 1, ..],
            IsFuzzy = flags is [_, _, 1, ..],
            AdjustsTimezone = flags is [_, _, _, 1, ..],
        };
    }

    private static byte Flag(bool isSupported) => isSupported ? (byte)1 : (byte)0;
}
