using System.Runtime.CompilerServices;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index;

namespace Pacs.Archive.Query;

/// <summary>Finds what the archive holds (PS3.4 Annex C): the same identifier, the same code, whatever door it came through.</summary>
public sealed class ArchiveQuery
{
    private readonly ArchiveIndex _index;

    internal ArchiveQuery(ArchiveIndex index) => _index = index;

    /// <summary>Why <paramref name="identifier"/> cannot be answered, in words for the requester's operator, or null when it can.</summary>
    public static string? RefusalOf(QueryRoot root, DataSet identifier, QueryOptions options) =>
        UniqueKeys.RefusalOfFind(root, identifier, options.IsRelational);

    /// <summary>Matches as they are found, each with exactly the keys that were asked for, and where to retrieve it from.</summary>
    /// <param name="root">The information model.</param>
    /// <param name="identifier">An identifier that <see cref="RefusalOf"/> does not refuse.</param>
    /// <param name="options">How it is to be understood.</param>
    /// <param name="retrieveAeTitle">The AE that answers a C-MOVE for the matches, (0008,0054).</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async IAsyncEnumerable<DataSet> FindAsync(
        QueryRoot root,
        DataSet identifier,
        QueryOptions options,
        string retrieveAeTitle,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var level = UniqueKeys.LevelOf(root, identifier)
            ?? throw new ArgumentException("The identifier was refused.", nameof(identifier));
        var levelName = identifier.GetString(Tags.QueryRetrieveLevel) ?? "";

        await foreach (var match in _index.SearchAsync(level, identifier, ArchiveIndex.DefaultTenant, limit: null, cancellationToken))
        {
            match.Set(Tags.QueryRetrieveLevel, Vr.CS, levelName);
            match.Set(Tags.RetrieveAETitle, Vr.AE, retrieveAeTitle);
            if (identifier.Contains(Tags.InstanceAvailability)) match.Set(Tags.InstanceAvailability, Vr.CS, "ONLINE");
            yield return match;
        }
    }
}
