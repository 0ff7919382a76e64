using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Promoting;
using Pacs.Index.Sqlite;

namespace Pacs.Index.Searching;

/// <summary>
/// Looks for an instance of a row that meets the keys which no level of the index keeps, and leaves what was read of it with
/// the row. Promoted attributes are looked at first, in the index; for the others the instance itself is read, as often as
/// the search may.
/// </summary>
internal sealed class HeaderMatching
{
    private readonly SearchPlan _plan;
    private readonly QueryLevel _level;
    private readonly OffsetShift? _shift;
    private readonly HeaderReader? _read;
    private readonly List<AttributeMatcher> _promoted = [];
    private readonly List<AttributeMatcher> _stored = [];
    private readonly PromotedReader? _index;
    private readonly bool _answersFromStore;

    /// <param name="plan">What is looked for.</param>
    /// <param name="attributes">What the index can tell.</param>
    /// <param name="shift">Takes dates and times to where they are asked from; null leaves them.</param>
    public HeaderMatching(SearchPlan plan, PromotedAttributes attributes, OffsetShift? shift)
    {
        _plan = plan;
        _level = plan.Request.Level;
        _read = plan.Request.ReadHeader;
        _shift = shift;
        Left = plan.Request.MaxHeaders;

        // What is to be shifted needs the zone beside it, which the instance has.
        var used = new List<Promotion>();
        foreach (var matcher in plan.Headers) (Use(matcher.KeyTags) ? _promoted : _stored).Add(matcher);
        _answersFromStore = !plan.HeaderKeys.Aggregate(true, (all, key) => Use([key]) && all);
        if (used.Count > 0) _index = new PromotedReader([.. used.Distinct()]);

        bool Use(IReadOnlyList<KeyTag> keys)
        {
            var found = keys.Select(attributes.FindComplete).OfType<Promotion>().ToList();
            if (found.Count < keys.Count || shift is not null) return false;

            used.AddRange(found);
            return true;
        }
    }

    /// <summary>Why no more can be looked for, or that an instance could not be read.</summary>
    public SearchEnd End { get; private set; }

    /// <summary>How many instances may still be read.</summary>
    public int Left { get; private set; }

    public bool Matches(SearchRow row, long key, SqliteReader reader, CancellationToken cancellationToken)
    {
        if (_read is null) return true;
        if (_promoted.Count > 0) return MatchesPromoted(row, key, reader, cancellationToken);
        if (_stored.Count > 0) return MatchesStored(row, _level, key, reader, cancellationToken);
        if (!_plan.AnswersFromHeaders) return true;

        row.Header = _answersFromStore || _index is null ? null : _index.Under(reader, _level, key, 1).FirstOrDefault().Attributes;
        row.Header ??= Locator.Under(reader, _level, key, 1).Select(instance => Header(instance, _level, key, reader)).FirstOrDefault();
        return true;
    }

    private bool MatchesPromoted(SearchRow row, long key, SqliteReader reader, CancellationToken cancellationToken)
    {
        var isEnough = _stored.Count == 0 && !_answersFromStore;
        var candidates = new List<long>();
        foreach (var (instance, attributes) in _index?.Under(reader, _level, key) ?? [])
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (attributes is not null && !_promoted.TrueForAll(matcher => matcher.Matches(attributes))) continue;
            if (attributes is null || !isEnough)
            {
                candidates.Add(instance);
                continue;
            }

            row.Header = attributes;
            return true;
        }

        foreach (var candidate in candidates)
        {
            if (MatchesStored(row, QueryLevel.Image, candidate, reader, cancellationToken)) return true;
            if (End == SearchEnd.TooManyHeaders) return false;
        }

        return false;
    }

    private bool MatchesStored(
        SearchRow row, QueryLevel level, long key, SqliteReader reader, CancellationToken cancellationToken)
    {
        // One more than may be read tells that there are some left.
        var instances = Locator.Under(reader, level, key, Left == int.MaxValue ? -1 : Left + 1);
        instances.Sort((left, right) => left.Location.CompareTo(right.Location));
        foreach (var instance in instances)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Left == 0)
            {
                End = SearchEnd.TooManyHeaders;
                return false;
            }

            Left--;
            if (Header(instance, level, key, reader) is not { } header) continue;
            if (!_plan.Headers.All(matcher => matcher.Matches(header))) continue;

            row.Header = header;
            return true;
        }

        return false;
    }

    private DataSet? Header(HeldInstance instance, QueryLevel level, long key, SqliteReader reader)
    {
        var header = _read?.Invoke(instance, _plan.HeaderTags) ?? Again(instance, level, key, reader);
        return header is null || _shift is null ? header : _shift.Apply(header, header.GetString(Tags.TimezoneOffsetFromUTC));
    }

    /// <summary>It may have been moved or deleted since it was located.</summary>
    private DataSet? Again(HeldInstance instance, QueryLevel level, long key, SqliteReader reader)
    {
        reader.Refresh();
        var held = Locator.Under(reader, level, key, -1).Find(other => other.SopInstanceUid == instance.SopInstanceUid);
        if (held is null) return null;

        var header = _read?.Invoke(held, _plan.HeaderTags);
        if (header is null) End = SearchEnd.UnreadableHeader;
        return header;
    }
}
