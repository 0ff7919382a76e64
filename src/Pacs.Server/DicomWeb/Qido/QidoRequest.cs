using Pacs.Archive.Query;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Server.DicomWeb.Qido;

/// <summary>A search as it was asked for.</summary>
internal sealed record QidoRequest
{
    public required QidoLevel Level { get; init; }

    /// <summary>The same identifier that a C-FIND has (PS3.4 §C.4.1.1.3).</summary>
    public required DataSet Identifier { get; init; }

    public required QueryWindow Window { get; init; }

    /// <summary>Names match by their sound as well.</summary>
    public bool IsFuzzy { get; init; }

    /// <summary>Attributes that are answered where there is a value, and else left out.</summary>
    public required IReadOnlySet<Tag> Optional { get; init; }

    /// <summary>True when the client wants to know from which AE a C-MOVE would fetch.</summary>
    public bool WantsAeTitle { get; init; }

    /// <summary>How the identifier is understood: by all that PS3.18 §8.3.4 has in common with an extended negotiation.</summary>
    public QueryOptions Options => QueryOptions.Supported with
    {
        IsFuzzy = IsFuzzy,
        AdjustsTimezone = Identifier.GetString(Tags.TimezoneOffsetFromUTC) is not null,
    };
}
