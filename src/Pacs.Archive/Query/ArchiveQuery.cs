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

    /// <summary>The attributes that answers of a level can be ordered by (<see cref="QueryWindow.OrderBy"/>).</summary>
    /// <param name="level">Query/Retrieve Level (0008,0052) of the Study Root.</param>
    public static IReadOnlyList<Tag> OrderingAttributes(string level) => [.. SearchOrder.Attributes(StudyRootLevelOf(level))];

    /// <summary>The attributes that are kept at a level, and answered without a look at the instances.</summary>
    /// <param name="level">Query/Retrieve Level (0008,0052) of the Study Root; with the study go the patient's.</param>
    public static IReadOnlyList<Tag> AttributesOf(string level) => StudyRootLevelOf(level) == QueryLevel.Study
        ? [.. ArchiveIndex.AttributesOf(QueryLevel.Patient), .. ArchiveIndex.AttributesOf(QueryLevel.Study)]
        : [.. ArchiveIndex.AttributesOf(StudyRootLevelOf(level))];

    /// <summary>
    /// Finds what matches. Attributes that the index does not keep are read from the instances themselves, as many as one
    /// query may.
    /// </summary>
    /// <param name="root">The information model.</param>
    /// <param name="identifier">An identifier that <see cref="RefusalOf"/> does not refuse.</param>
    /// <param name="agreed">How it is to be understood.</param>
    /// <param name="retrieveAeTitle">The AE that answers a C-MOVE for the matches, (0008,0054).</param>
    public QueryAnswers Find(QueryRoot root, DataSet identifier, QueryOptions agreed, string retrieveAeTitle) =>
        Find(root, identifier, agreed, retrieveAeTitle, QueryWindow.All, DicomArchive.DefaultTenant);

    /// <summary>As the other, of a tenant's archive, and only those in a window.</summary>
    public QueryAnswers Find(
        QueryRoot root, DataSet identifier, QueryOptions agreed, string retrieveAeTitle, QueryWindow window, string tenant)
    {
        var level = UniqueKeys.LevelOf(root, identifier)
            ?? throw new ArgumentException("The identifier was refused.", nameof(identifier));

        var constants = new DataSet();
        constants.Set(Tags.RetrieveAETitle, Vr.AE, retrieveAeTitle);
        constants.Set(Tags.InstanceAvailability, Vr.CS, "ONLINE");
        var request = new SearchRequest
        {
            Level = level,
            Tenant = tenant,
            Keys = identifier,
            Constants = constants,
            IsRelational = agreed.IsRelational,
            CombinesDateTime = agreed.CombinesDateTime,
            IsFuzzy = agreed.IsFuzzy,
            AdjustsTimezone = agreed.AdjustsTimezone,
            LocalZone = _clock.LocalTimeZone,
            Order = window.OrderBy is { } tag ? SearchOrder.By(tag, level, window.IsDescending) : null,
            After = window.After?.Place,
            Skip = window.Skip,
            MaxAnswers = Math.Min(window.Limit ?? int.MaxValue, _options.MaxMatches),
            MaxHeaders = _options.MaxHeaders,
            ReadHeader = _headers.Read,
        };
        return new QueryAnswers(_index.Search(request), identifier, retrieveAeTitle);
    }

    private static QueryLevel StudyRootLevelOf(string level) =>
        UniqueKeys.LevelOf(QueryRoot.Study, level) ?? throw new ArgumentException("It is no level of the Study Root.", nameof(level));
}
