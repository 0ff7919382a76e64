using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Writing;

namespace Pacs.Index.Searching;

/// <summary>
/// Makes answers of what is held: every key that was asked for, without a value where there is none (PS3.4
/// §C.4.1.1.3.2), the unique keys that lead to the match, and nothing else. Text is UTF-8.
/// </summary>
internal sealed class Answers
{
    private readonly SearchRequest _request;
    private readonly Asked[] _asked;
    private readonly Tag[] _unasked;

    public Answers(SearchRequest request)
    {
        _request = request;
        _asked = [.. request.Keys.Where(key => !key.Tag.IsGroupLength && key.Tag != Tags.SpecificCharacterSet).Select(Of)];
        _unasked = [.. UniqueKeysOf(request.Level).Where(tag => !request.Keys.Contains(tag))];
    }

    /// <summary>The attributes that answers need.</summary>
    public IEnumerable<Tag> Needed => _request.Keys.Select(key => key.Tag).Concat(UniqueKeysOf(_request.Level));

    public DataSet Of(SearchRow row)
    {
        var answer = new DataSet();
        foreach (var asked in _asked)
        {
            var held = asked.Constant ?? (asked.Level is { } level ? row[level].Find(asked.Key.Tag) : InHeader(asked.Key, row));
            answer.Set(held is null ? asked.Missing : Projected(held, asked.Key));
        }

        foreach (var tag in _unasked)
        {
            if (row.Find(tag) is { } value) answer.Set(value);
        }

        LevelAttributes.DeclareCharacterSet(answer);
        return answer;
    }

    private static Tag[] UniqueKeysOf(QueryLevel level) => level switch
    {
        QueryLevel.Patient => [Tags.PatientID],
        QueryLevel.Study => [Tags.StudyInstanceUID],
        QueryLevel.Series => [Tags.StudyInstanceUID, Tags.SeriesInstanceUID],
        _ => [Tags.StudyInstanceUID, Tags.SeriesInstanceUID, Tags.SOPInstanceUID],
    };

    private Asked Of(DataElement key) => new(key, ConstantOf(key), SearchRow.LevelOf(key.Tag), Emptied(key));

    private DataElement? ConstantOf(DataElement key)
    {
        if (key.Tag == Tags.QueryRetrieveLevel)
        {
            var term = new DataSet();
            term.Set(key.Tag, Vr.CS, QueryControls.TermOf(_request.Level));
            return term.First();
        }

        // The name of a private block is what makes the keys in it readable. Values are in the zone that was asked for.
        if (key.Tag.IsPrivateCreator || (key.Tag == Tags.TimezoneOffsetFromUTC && _request.Offset is not null)) return key;

        return _request.Constants.Find(key.Tag);
    }

    /// <summary>An attribute that the index does not keep, under the number that the key has for its private block.</summary>
    private DataElement? InHeader(DataElement key, SearchRow row)
    {
        if (row.Header is not { } header) return null;
        if (new KeyTag(key.Tag, _request.Keys).Find(header) is not { } found) return null;

        var held = LevelAttributes.InUtf8(found, header.CharacterSet);
        return held.Items is { } items
            ? new DataElement(key.Tag, items)
            : new DataElement(key.Tag, held.Vr, held.Value);
    }

    /// <summary>
    /// Of a sequence that was asked for with keys inside, those keys of each item; with none inside, all.
    /// </summary>
    private static DataElement Projected(DataElement held, DataElement key)
    {
        if (held.Items is not { } items || key.Items is not [{ Count: > 0 } wanted, ..]) return held;

        return new DataElement(held.Tag, [.. items.Select(item => Projected(item, wanted))]);
    }

    private static DataSet Projected(DataSet item, DataSet wanted)
    {
        var projected = new DataSet();
        foreach (var key in wanted)
        {
            if (key.Tag.IsGroupLength || key.Tag == Tags.SpecificCharacterSet) continue;

            projected.Set(item.Find(key.Tag) is { } held ? Projected(held, key) : Emptied(key));
        }

        return projected;
    }

    private static DataElement Emptied(DataElement key) => AttributeMatcher.VrOf(key) is var vr && vr == Vr.SQ
        ? new DataElement(key.Tag, [])
        : new DataElement(key.Tag, vr, ReadOnlyMemory<byte>.Empty);

    /// <summary>What a key is answered by.</summary>
    /// <param name="Key">The key.</param>
    /// <param name="Constant">What every match is answered, or null.</param>
    /// <param name="Level">Where the index keeps it; null: nowhere.</param>
    /// <param name="Missing">What is answered where there is nothing.</param>
    private readonly record struct Asked(DataElement Key, DataElement? Constant, QueryLevel? Level, DataElement Missing);
}
