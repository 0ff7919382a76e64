namespace Pacs.Index.Tests.Oracle;

/// <summary>A random question of one kind, and its right answer.</summary>
internal sealed class OracleQuery
{
    private static readonly Tag[] UniqueTags = [Tags.PatientID, Tags.StudyInstanceUID, Tags.SeriesInstanceUID, Tags.SOPInstanceUID];

    private readonly MadeItem _keys = [];
    private readonly Dictionary<int, HashSet<string>> _uids = [];

    private OracleQuery(QueryKind kind, QueryLevel level)
    {
        Kind = kind;
        Level = level;
    }

    public QueryKind Kind { get; }

    public QueryLevel Level { get; }

    /// <summary>True when a sequence that the index does not keep is asked for.</summary>
    public bool NeedsSequences => _keys.ContainsKey(Tags.AnatomicRegionSequence);

    public Tag UniqueTag => UniqueTags[(int)Level];

    public static OracleQuery Draw(QueryKind kind, MadeArchive archive, Random random)
    {
        var pool = Vocabulary.All.SelectMany(e => e.Keys.Where(key => KindOf(e, key) == kind).Select(key => (Entry: e, Key: key))).ToArray();
        if (kind is QueryKind.Fuzzy) pool = [.. Vocabulary.All.Where(e => e.Vr == Vr.PN).SelectMany(e => e.Keys.Select(key => (e, key)))];
        var first = pool.Length > 0 ? pool[random.Next(pool.Length)] : default;
        var lowest = first.Entry switch
        {
            null => QueryLevel.Patient,
            { IsIndexed: true } indexed => indexed.Level,
            _ => random.Next(20) == 0 ? QueryLevel.Patient : QueryLevel.Study, // no UIDs name patients: all headers are read
        };
        if (kind == QueryKind.CombinedDateTime) lowest = QueryLevel.Study;
        var query = new OracleQuery(kind, (QueryLevel)random.Next((int)lowest, 4));

        if (kind == QueryKind.UidList) query.NameUids(archive, random, random.Next(1, 300));
        else if (kind == QueryKind.CombinedDateTime) query.AddRanges();
        else query._keys[first.Entry!.Tag] = first.Key;

        // Something else beside it, mostly; what is read from headers is narrowed, mostly.
        var others = Vocabulary.All.Where(e => e.IsIndexed && e.Level <= query.Level && !query._keys.ContainsKey(e.Tag)).ToArray();
        for (var more = random.Next(3); more > 0; more--)
        {
            var other = others[random.Next(others.Length)];
            query._keys[other.Tag] = other.Keys[random.Next(other.Keys.Length)];
        }

        if (kind is QueryKind.Unindexed or QueryKind.Private && random.Next(20) > 0) query.NameUids(archive, random, 50);
        return query;
    }

    public SearchRequest ToRequest(MadeArchive archive)
    {
        var keys = Vocabulary.DataSetOf(_keys);
        if (_keys.Keys.Any(tag => tag.IsPrivate)) keys.Set(new Tag(0x0029, 0x0010), Vr.LO, Vocabulary.Creator);
        foreach (var (level, uids) in _uids) keys.Set(UniqueTags[level], Vr.UI, [.. uids]);
        if (!keys.Contains(UniqueTag)) keys.Set(UniqueTag);
        return new SearchRequest
        {
            Level = Level,
            Keys = keys,
            IsFuzzy = Kind == QueryKind.Fuzzy,
            CombinesDateTime = Kind == QueryKind.CombinedDateTime,
            ReadHeader = (held, _) => archive.ReadHeader(held),
        };
    }

    /// <summary>The unique keys of what matches.</summary>
    public IEnumerable<string> AnswerOf(MadeArchive archive)
    {
        var matcher = new OracleMatcher(isFuzzy: Kind == QueryKind.Fuzzy);
        var indexed = _keys.Where(key => !IsCombined(key.Key) && LevelOf(key.Key) is not null).ToLookup(key => LevelOf(key.Key)!.Value);
        var unindexed = _keys.Where(key => LevelOf(key.Key) is null).ToArray();
        var known = new Dictionary<MadeItem, bool>(ReferenceEqualityComparer.Instance);
        return archive.Instances.Where(Matches).Select(made => made.Uids[(int)Level]).Distinct();

        bool Matches(MadeInstance made) =>
            _uids.All(named => named.Value.Contains(made.Uids[named.Key])) &&
            Enumerable.Range(0, (int)Level + 1).All(level => LevelMatches(made.Levels[level], level)) &&
            unindexed.All(key => matcher.Matches(key.Key, key.Value, made.Unindexed[key.Key]));

        bool LevelMatches(MadeItem attributes, int level)
        {
            if (known.TryGetValue(attributes, out var matches)) return matches;

            matches = indexed[(QueryLevel)level].All(key => matcher.Matches(key.Key, key.Value, attributes[key.Key])) &&
                (level != (int)QueryLevel.Study || Kind != QueryKind.CombinedDateTime || IsWithin(attributes));
            return known[attributes] = matches;
        }
    }

    public override string ToString() =>
        $"{Kind} {Level} {string.Join(", ", _keys.Select(key => $"{key.Key}={key.Value.Text}{string.Join(";", key.Value.Items.SelectMany(i => i).Select(n => n.Key + ":" + n.Value.Text))}"))} " +
        $"{string.Join(", ", _uids.Select(named => $"{named.Value.Count} of {UniqueTags[named.Key]}"))}";

    private static QueryKind KindOf(VocabularyEntry entry, MadeValue key) => entry switch
    {
        { Tag.IsPrivate: true } => QueryKind.Private,
        { IsIndexed: false } => QueryKind.Unindexed,
        { Vr: Vr.SQ } => QueryKind.Sequence,
        _ when key.Text == "\"\"" => QueryKind.EmptyValue,
        _ when key.Text == "*" => QueryKind.Universal,
        { Vr: Vr.PN } => QueryKind.Name,
        _ when key.Text.Contains('\\', StringComparison.Ordinal) => QueryKind.MultipleValues,
        { Vr: Vr.DA or Vr.TM or Vr.DT } when key.Text.Contains('-', StringComparison.Ordinal) => QueryKind.Range,
        _ when key.Text.AsSpan().ContainsAny('*', '?') => QueryKind.Wildcard,
        _ => QueryKind.SingleValue,
    };

    private static QueryLevel? LevelOf(Tag tag) => Vocabulary.All.First(e => e.Tag == tag) is { IsIndexed: true } entry ? entry.Level : null;

    private bool IsCombined(Tag tag) => Kind == QueryKind.CombinedDateTime && (tag == Tags.StudyDate || tag == Tags.StudyTime);

    /// <summary>From the 1st at half past eight to the 31st at noon.</summary>
    private void AddRanges()
    {
        _keys[Tags.StudyDate] = new MadeValue("20200101-20200131");
        _keys[Tags.StudyTime] = new MadeValue("083000-120000");
    }

    private static bool IsWithin(MadeItem study)
    {
        var date = study[Tags.StudyDate].Text.Replace(".", "", StringComparison.Ordinal);
        var time = study[Tags.StudyTime].Text.Replace(":", "", StringComparison.Ordinal);
        if (date.Length != 8 || time.Length < 6) return false;

        var moment = date + time;
        return string.CompareOrdinal("20200101083000", moment) <= 0 && string.CompareOrdinal(moment, "20200131120001") < 0;
    }

    private void NameUids(MadeArchive archive, Random random, int count)
    {
        var level = Level == QueryLevel.Patient ? 0 : random.Next(1, (int)Level + 1);
        if (level == 0) return; // a Patient ID is no UID, and takes no list

        var uids = new HashSet<string> { "1.2.3.999" };
        while (uids.Count <= count && uids.Count <= archive.Instances.Count / 20)
        {
            uids.Add(archive.Instances[random.Next(archive.Instances.Count)].Uids[level]);
        }

        _uids[level] = uids;
    }
}
