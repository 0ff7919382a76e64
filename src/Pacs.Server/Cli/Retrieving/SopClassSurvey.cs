using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Network.Client;
using Pacs.Server.Cli.Queries;
using Pacs.Server.Queries;

namespace Pacs.Server.Cli.Retrieving;

/// <summary>
/// Finds out which SOP classes a C-GET is going to bring, since they must be proposed before it: by asking for SOP
/// Classes in Study where the peer knows that, otherwise series by series.
/// </summary>
internal sealed class SopClassSurvey(FindScu scu)
{
    private readonly HashSet<string> _found = [];

    /// <summary>The SOP classes of what matches; none when nothing does or the peer answers no such queries.</summary>
    /// <param name="level">The level of the retrieval.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyCollection<string>> RunAsync(
        QueryLevel level, IReadOnlyList<QueryKey> keys, CancellationToken cancellationToken)
    {
        await DescendAsync(level, keys, cancellationToken);
        return _found;
    }

    /// <summary>
    /// Asks level by level: peers need not answer below a level whose unique key they were not given (PS3.4
    /// §C.4.1.2.1).
    /// </summary>
    private async Task DescendAsync(QueryLevel level, IReadOnlyList<QueryKey> keys, CancellationToken cancellationToken)
    {
        if (level == QueryLevel.Image)
        {
            var images = scu.Find(Identifier.Of(level, [.. keys, QueryKey.Of(Tags.SOPClassUID)]));
            await foreach (var image in images.WithCancellation(cancellationToken))
            {
                if (image.GetString(Tags.SOPClassUID) is { } sopClass) _found.Add(sopClass);
            }

            return;
        }

        foreach (var unique in await FindBelowAsync(level, keys, cancellationToken))
        {
            var tag = ReturnKeys.UniqueKeyOf(level);
            var above = keys.Where(key => IsUniqueKey(key) && key.Attribute != tag);
            await DescendAsync(level + 1, [.. above, new QueryKey([tag], unique)], cancellationToken);
        }
    }

    /// <summary>The unique keys of what matches and has still to be looked into.</summary>
    private async Task<List<string>> FindBelowAsync(
        QueryLevel level, IReadOnlyList<QueryKey> keys, CancellationToken cancellationToken)
    {
        var unique = ReturnKeys.UniqueKeyOf(level);
        IEnumerable<Tag> asked = level == QueryLevel.Study ? [unique, Tags.SOPClassesInStudy] : [unique];
        var below = new List<string>();
        var matches = scu.Find(Identifier.Of(level, [.. keys, .. asked.Select(QueryKey.Of)]));
        await foreach (var match in matches.WithCancellation(cancellationToken))
        {
            var sopClasses = level == QueryLevel.Study ? match.GetStrings(Tags.SOPClassesInStudy) : [];
            if (sopClasses is [{ Length: > 0 }, ..]) _found.UnionWith(sopClasses);
            else if (match.GetString(unique) is { } value) below.Add(value);
        }

        return below;
    }

    private static bool IsUniqueKey(QueryKey key) =>
        key.Path.Count == 1 &&
        Enum.GetValues<QueryLevel>().Any(level => ReturnKeys.UniqueKeyOf(level) == key.Attribute);
}
