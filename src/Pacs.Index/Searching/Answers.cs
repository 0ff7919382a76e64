using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Writing;

namespace Pacs.Index.Searching;

/// <summary>
/// Makes answers of what is held: every key that was asked for, without a value where there is none (PS3.4
/// §C.4.1.1.3.2), the unique keys that lead to the match, and nothing else. Text is UTF-8.
/// </summary>
internal sealed class Answers(SearchRequest request)
{
    private readonly QueryLevel _level = request.Level;
    private readonly DataSet _keys = request.Keys;

    private readonly Tag[] _unique = request.Level switch
    {
        QueryLevel.Patient => [Tags.PatientID],
        QueryLevel.Study => [Tags.StudyInstanceUID],
        QueryLevel.Series => [Tags.StudyInstanceUID, Tags.SeriesInstanceUID],
        _ => [Tags.StudyInstanceUID, Tags.SeriesInstanceUID, Tags.SOPInstanceUID],
    };

    /// <summary>The attributes that answers need.</summary>
    public IEnumerable<Tag> Needed => _keys.Select(key => key.Tag).Concat(_unique);

    public DataSet Of(SearchRow row)
    {
        var answer = new DataSet();
        foreach (var key in _keys)
        {
            if (key.Tag.IsGroupLength || key.Tag == Tags.SpecificCharacterSet) continue;

            answer.Set(ValueOf(key, row));
        }

        foreach (var tag in _unique)
        {
            if (!answer.Contains(tag) && row.Find(tag) is { } value) answer.Set(value);
        }

        LevelAttributes.DeclareCharacterSet(answer);
        return answer;
    }

    private DataElement ValueOf(DataElement key, SearchRow row)
    {
        if (key.Tag == Tags.QueryRetrieveLevel)
        {
            var term = new DataSet();
            term.Set(key.Tag, Vr.CS, QueryControls.TermOf(_level));
            return term.First();
        }

        // The name of a private block is what makes the keys in it readable. Values are in the zone that was asked for.
        if (key.Tag.IsPrivateCreator || (key.Tag == Tags.TimezoneOffsetFromUTC && request.Offset is not null)) return key;

        var held = request.Constants.Find(key.Tag) ?? row.Find(key.Tag) ?? InHeader(key, row);
        return held is null ? Emptied(key) : Projected(held, key);
    }

    /// <summary>An attribute that the index does not keep, under the number that the key has for its private block.</summary>
    private DataElement? InHeader(DataElement key, SearchRow row)
    {
        if (row.Header is not { } header || SearchRow.LevelOf(key.Tag) is not null) return null;
        if (new KeyTag(key.Tag, _keys).Find(header) is not { } found) return null;

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
}
