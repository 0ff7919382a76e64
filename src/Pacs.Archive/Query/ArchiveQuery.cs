using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Files;
using Pacs.Index;
using Pacs.Index.Searching;

namespace Pacs.Archive.Query;

/// <summary>Finds what the archive holds (PS3.4 Annex C): the same identifier, the same code, whatever door it came through.</summary>
public sealed class ArchiveQuery
{
    private readonly ArchiveIndex _index;
    private readonly StoredHeader _headers;
    private readonly ArchiveOptions _options;
    private readonly TimeProvider _clock;

    internal ArchiveQuery(SegmentStore store, ArchiveIndex index, ArchiveOptions options, TimeProvider clock)
    {
        _index = index;
        _headers = new StoredHeader(store);
        _options = options;
        _clock = clock;
    }

    /// <summary>Why <paramref name="identifier"/> cannot be answered, in words for the requester's operator, or null when it can.</summary>
    public static string? RefusalOf(QueryRoot root, DataSet identifier, QueryOptions options) =>
        UniqueKeys.RefusalOfFind(root, identifier, options.IsRelational);

    /// <summary>
    /// Finds what matches. Attributes that the index does not keep are read from the instances themselves, as many as one
    /// query may.
    /// </summary>
    /// <param name="root">The information model.</param>
    /// <param name="identifier">An identifier that <see cref="RefusalOf"/> does not refuse.</param>
    /// <param name="agreed">How it is to be understood.</param>
    /// <param name="retrieveAeTitle">The AE that answers a C-MOVE for the matches, (0008,0054).</param>
    public QueryAnswers Find(QueryRoot root, DataSet identifier, QueryOptions agreed, string retrieveAeTitle)
    {
        var level = UniqueKeys.LevelOf(root, identifier)
            ?? throw new ArgumentException("The identifier was refused.", nameof(identifier));

        var constants = new DataSet();
        constants.Set(Tags.RetrieveAETitle, Vr.AE, retrieveAeTitle);
        constants.Set(Tags.InstanceAvailability, Vr.CS, "ONLINE");
        var request = new SearchRequest
        {
            Level = level,
            Keys = identifier,
            Constants = constants,
            IsRelational = agreed.IsRelational,
            CombinesDateTime = agreed.CombinesDateTime,
            IsFuzzy = agreed.IsFuzzy,
            AdjustsTimezone = agreed.AdjustsTimezone,
            LocalZone = _clock.LocalTimeZone,
            MaxAnswers = _options.MaxMatches,
            MaxHeaders = _options.MaxHeaders,
            ReadHeader = _headers.Read,
        };
        return new QueryAnswers(_index.Search(request), identifier, retrieveAeTitle);
    }
}
