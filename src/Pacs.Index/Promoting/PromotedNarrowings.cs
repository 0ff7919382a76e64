using System.Text.Json;
using Pacs.Dicom.DataSets;
using Pacs.Index.Searching;
using Pacs.Index.Sqlite;
using Pacs.Index.Writing;

namespace Pacs.Index.Promoting;

/// <summary>
/// Turns keys of promoted attributes into conditions on the rows of a level: those that have an instance with such a value.
/// </summary>
internal static class PromotedNarrowings
{
    /// <summary>Guesses for a large archive, beside those of <see cref="Narrowings"/>.</summary>
    private const double RowsOfAValue = 50, RowsOfAPattern = 100_000;

    /// <summary>Above every character of a value that begins with a prefix.</summary>
    private const string Above = "\U0010FFFF";

    public static IEnumerable<Narrowing> Of(QueryLevel level, DataSet keys, MatchingRules rules, PromotedAttributes attributes)
    {
        // What is shifted to another zone is matched on the instances.
        if (attributes.All.IsEmpty || rules.Offset is not null) yield break;

        foreach (var key in keys)
        {
            if (key.IsEmpty || SearchRow.LevelOf(key.Tag) is not null || AttributeMatcher.AsksForNothing(key, keys)) continue;
            if (attributes.FindComplete(new KeyTag(key.Tag, keys)) is not { } promotion) continue;
            if (ConditionOf(key, keys, promotion.Name.Vr, rules) is not { } value) continue;

            var rows = (QueryParameters p) =>
            {
                var attribute = $"v.\"AttributeKey\" = {p.Add(promotion.Key)}";
                return $"""
                    IN (SELECT {JoinsTo(level)} WHERE {attribute} AND {value.Condition(p)}
                        OR {attribute} AND v."Value" = '{ColumnValue.Unplain}')
                    """;
            };
            var alias = Model.LevelTable.Of(level).Alias;
            yield return new Narrowing(level, value.Rows, p => $"+{alias}.\"Key\" {rows(p)}", new Lookup(p => $"{alias}.\"Key\" {rows(p)}"));
        }
    }

    /// <summary>From a value to the rows of the level that have it.</summary>
    private static string JoinsTo(QueryLevel level)
    {
        const string instance = """ FROM "PromotedValue" v CROSS JOIN "Instance" vi ON vi."Key" = v."InstanceKey" """;
        const string series = """ CROSS JOIN "Series" vse ON vse."Key" = vi."SeriesKey" """;
        const string study = """ CROSS JOIN "Study" vst ON vst."Key" = vse."StudyKey" """;
        return level switch
        {
            QueryLevel.Image => """v."InstanceKey" FROM "PromotedValue" v""",
            QueryLevel.Series => "vi.\"SeriesKey\"" + instance,
            QueryLevel.Study => "vse.\"StudyKey\"" + instance + series,
            _ => "vst.\"PatientKey\"" + instance + series + study,
        };
    }

    /// <summary>Null when the key says nothing about how the value is looked up.</summary>
    private static (double Rows, Func<QueryParameters, string> Condition)? ConditionOf(
        DataElement key, DataSet keys, Vr vr, MatchingRules rules)
    {
        if (AttributeMatcher.VrOf(key) == Vr.UN && key.Tag.IsPrivate && vr == Vr.LO && PromotedKeys.IsPlainAscii(key.Value.Span))
        {
            // From an identifier in implicit VR: matched as text where it is held as such, which ASCII is the same in.
            keys = AttributeMatcher.Retyped(key, keys, vr);
        }
        else if (AttributeMatcher.VrOf(key) != vr)
        {
            return null;
        }

        if (!vr.IsText) return OfList([.. PromotedKeys.OfWords(key.Value, vr)]);

        var values = keys.GetStrings(key.Tag).Where(value => value.Length > 0).ToArray();
        if (values.Length == 0 || values.Any(value => new Wildcard(value).IsUniversal || !ColumnValue.IsPlain(value))) return null;

        return vr switch
        {
            Vr.PN => rules.IsFuzzy || values is not [var name] ? null : OfName(new PersonNamePattern(name)),
            Vr.DA or Vr.TM or Vr.DT => values is [var range] ? OfRange(range, vr) : null,
            Vr.IS or Vr.DS => OfList([.. values.Select(PromotedKeys.OfNumber)]),
            Vr.UI or Vr.AS => OfList(values),
            _ when !values.Any(value => Wildcard.IsIn(value)) => OfList(values),
            _ => values is [var pattern] ? OfPattern(new Wildcard(pattern), carets: "") : null,
        };
    }

    private static (double, Func<QueryParameters, string>)? OfList(string[] values) => (
        RowsOfAValue * values.Length,
        p => $"v.\"Value\" IN (SELECT value FROM json_each({p.Add(JsonSerializer.Serialize(values))}))");

    private static (double, Func<QueryParameters, string>)? OfPattern(Wildcard pattern, string carets)
    {
        var prefix = pattern.Prefix.TrimEnd('^');
        return (RowsOfAPattern / Math.Pow(6, Math.Min(prefix.Length, 6)), p =>
        {
            var range = prefix.Length == 0
                ? ""
                : $"v.\"Value\" >= {p.Add(prefix)} AND v.\"Value\" < {p.Add(prefix + Above)} AND ";
            return carets.Length == 0
                ? $"{range}v.\"Value\" GLOB {p.Add(pattern.Glob)}"
                : $"{range}(v.\"Value\" || '{carets}') GLOB {p.Add(pattern.Glob + "*")}";
        });
    }

    /// <summary>All component groups of a name are among its values: the first that the key has tells enough.</summary>
    private static (double, Func<QueryParameters, string>)? OfName(PersonNamePattern name)
    {
        if (name.Groups.FirstOrDefault(group => group.Text.Length > 0 && !group.IsUniversal) is not { } group) return null;

        return Wildcard.IsIn(group.Text)
            ? OfPattern(group, new string('^', group.Text.AsSpan().Count('^')))
            : OfList([group.Text]);
    }

    private static (double, Func<QueryParameters, string>)? OfRange(string value, Vr vr)
    {
        if (Interval.ParseRange(value, vr) is not { } range) return null;

        // A DT is looked up by its day, and what does not say its offset from UTC may be meant on the day before or after.
        const long twoDays = 2 * TimeSpan.TicksPerDay;
        var slack = vr == Vr.DT ? twoDays : 0;
        var text = (long ticks) => vr == Vr.TM ? Interval.TimeText(ticks) : Interval.DateText(ticks);
        var from = range.First == long.MinValue ? "" : text(Math.Max(range.First - slack, 0));
        var to = range.Last == long.MaxValue ? Above : text(Math.Min(range.Last + slack, Interval.LastMoment));
        return (RowsOfAPattern, p => $"v.\"Value\" BETWEEN {p.Add(from)} AND {p.Add(to)}");
    }
}
