using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Index.Searching;

/// <summary>
/// Which key is matched on what: what is the same for all matches, the rows of the index, or headers in the store.
/// </summary>
internal sealed class SearchPlan
{
    /// <summary>What lies behind it takes reading all pixels to get at.</summary>
    private static readonly Tag PixelData = new(0x7FE0, 0x0000);

    private readonly List<(QueryLevel? Level, AttributeMatcher Matcher)> _rows = [];
    private readonly List<AttributeMatcher> _headers = [];
    private readonly List<KeyTag> _headerKeys = [];

    public SearchPlan(SearchRequest request)
    {
        Request = request;
        Rules = new MatchingRules(request.IsFuzzy, request.Offset);
        Narrowing = request.Keys;
        if (request.CombinesDateTime) Combine();

        foreach (var key in request.Keys) Place(key);

        HeaderTags = TagSet.Of(
        [
            Tags.TimezoneOffsetFromUTC,
            .. _headers.SelectMany(matcher => matcher.KeyTags)
                .Concat(_headerKeys)
                .SelectMany(key => key.Possible),
        ]);
    }

    public SearchRequest Request { get; }

    public MatchingRules Rules { get; }

    /// <summary>The keys that columns may narrow by.</summary>
    public DataSet Narrowing { get; private set; }

    /// <summary>What has to hold of a row; without a level, what nothing that is held meets.</summary>
    public IReadOnlyList<(QueryLevel? Level, AttributeMatcher Matcher)> Rows => _rows;

    /// <summary>What has to hold of an instance, all of it of the same one.</summary>
    public IReadOnlyList<AttributeMatcher> Headers => _headers;

    /// <summary>What to read of a header.</summary>
    public TagSet HeaderTags { get; }

    /// <summary>What answers need of a header.</summary>
    public IReadOnlyList<KeyTag> HeaderKeys => _headerKeys;

    /// <summary>True when an answer needs a header.</summary>
    public bool AnswersFromHeaders => _headerKeys.Count > 0;

    /// <summary>True when a key is neither matched nor answered (PS3.4 §C.4.1.1.4, status FF01).</summary>
    public bool HasUnsupportedKeys { get; private set; }

    /// <summary>True when what is the same for all matches does not match.</summary>
    public bool IsImpossible { get; private set; }

    /// <summary>A range of dates and one of times become one, and the times narrow nothing by themselves.</summary>
    private void Combine()
    {
        var narrowing = new DataSet();
        foreach (var key in Request.Keys) narrowing.Set(key);
        Narrowing = narrowing;
        foreach (var pair in DateTimePair.All)
        {
            if (pair.RangeOf(Request.Keys) is not { } range) continue;

            narrowing.Remove(pair.Time);
            Place(AttributeMatcher.Of(pair, range, Request.Keys));
        }
    }

    private void Place(DataElement key)
    {
        if (Request.Constants.Contains(key.Tag))
        {
            IsImpossible |= AttributeMatcher.Of(key, Request.Keys, Rules)?.Matches(Request.Constants) == false;
            return;
        }

        if (QueryControls.Contains(key.Tag)) return;

        var isCombined = Request.CombinesDateTime && DateTimePair.Of(key.Tag)?.RangeOf(Request.Keys) is not null;
        var matcher = isCombined ? null : AttributeMatcher.Of(key, Request.Keys, Rules);
        if (!IsSupported(key.Tag, isMatched: matcher is not null || isCombined)) HasUnsupportedKeys = true;
        else if (matcher is not null) Place(matcher);

        if (SearchRow.LevelOf(key.Tag) is null && IsInHeader(key.Tag)) _headerKeys.Add(new KeyTag(key.Tag, Request.Keys));
    }

    private void Place(AttributeMatcher matcher)
    {
        var level = SearchRow.LevelOf(matcher.Tag);
        if (level > Request.Level && !Request.IsRelational) return;

        if (level <= Request.Level || !IsInHeader(matcher.Tag)) _rows.Add((level, matcher));
        else _headers.Add(matcher);
    }

    private bool IsInHeader(Tag tag) => Request.ReadHeader is not null && tag < PixelData;

    /// <summary>Of the levels below nothing is answered: a match there has many of them.</summary>
    private bool IsSupported(Tag tag, bool isMatched)
    {
        if (SearchRow.LevelOf(tag) is not { } level) return Request.ReadHeader is null || IsInHeader(tag);
        if (level <= Request.Level) return true;

        return isMatched && Request.IsRelational && IsInHeader(tag) &&
            MatchableAttributes.Find(tag) is not { Kind: MatchingKind.Count or MatchingKind.List };
    }
}
