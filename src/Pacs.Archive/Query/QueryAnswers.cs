using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Searching;

namespace Pacs.Archive.Query;

/// <summary>
/// The matches of a query as they are found, each with exactly the keys that were asked for, its level, and where to
/// retrieve it from; in the requester's character set where that has the text, else in UTF-8. To be read once.
/// </summary>
public sealed class QueryAnswers : IAsyncEnumerable<DataSet>
{
    private readonly Search _search;
    private readonly DataSet _identifier;
    private readonly DataSet _always = [];

    internal QueryAnswers(Search search, DataSet identifier, string retrieveAeTitle)
    {
        _search = search;
        _identifier = identifier;
        _always.Set(Tags.QueryRetrieveLevel, Vr.CS, identifier.GetString(Tags.QueryRetrieveLevel) ?? "");
        _always.Set(Tags.RetrieveAETitle, Vr.AE, retrieveAeTitle);
    }

    /// <summary>True when a key is neither matched nor answered, which every answer has to say (PS3.4 §C.4.1.1.4).</summary>
    public bool HasUnsupportedKeys => _search.HasUnsupportedKeys;

    /// <summary>Where the answer stands that was read last; null before the first one.</summary>
    public QueryPosition? Position => _search.Position is { } place ? new QueryPosition(place) : null;

    /// <summary>True when what follows the answer that was read last, another one or the end, is there already.</summary>
    public bool IsNextAtHand => _search.IsNextAtHand;

    /// <summary>How it ended, once all answers have been read.</summary>
    public QueryEnd End => _search.End switch
    {
        SearchEnd.Complete => QueryEnd.Complete,
        SearchEnd.TooManyMatches => QueryEnd.TooManyMatches,
        SearchEnd.TooManyHeaders => QueryEnd.TooManyHeaders,
        SearchEnd.UnreadableHeader => QueryEnd.UnreadableInstance,
        SearchEnd.PositionLost => QueryEnd.PositionLost,
        var other => throw new InvalidOperationException($"No end of a query is {other}."),
    };

    /// <summary>How many matches there are in all, whatever the window; it counts up to <paramref name="max"/>.</summary>
    public QueryTotal Count(int max, CancellationToken cancellationToken)
    {
        var total = _search.Count(max, cancellationToken);
        return new QueryTotal(total.Count, total.IsExact, total.IsCut);
    }

    public async IAsyncEnumerator<DataSet> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var match in _search.WithCancellation(cancellationToken))
        {
            foreach (var element in _always) match.Set(element);
            NameKnown(match);
            yield return RequestedText.InCharacterSetOf(_identifier, match);
        }
    }

    /// <summary>
    /// An attribute that came with a VR there is not, and so is held as UN, is answered with its own (PS3.18 §F.2.2): of text in the default
    /// repertoire only, for what else the bytes mean is not known.
    /// </summary>
    private static void NameKnown(DataSet match)
    {
        List<DataElement>? named = null;
        foreach (var element in match)
        {
            if (element.Vr != Vr.UN || element.Items is not null || element.IsLeftOut) continue;

            var vr = DicomDictionary.VrOf(element.Tag);
            if (vr.IsText && !vr.UsesSpecificCharacterSet) (named ??= []).Add(new DataElement(element.Tag, vr, element.Value));
        }

        foreach (var element in named ?? []) match.Set(element);
    }
}
