using System.Globalization;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Index.Searching;

/// <summary>
/// One key of an identifier, matched on an attribute as it is held (PS3.4 §C.2.2.2). Any of several values of the key
/// may match any of the attribute's. An attribute that is missing or empty matches only a universal key. Columns and
/// trigrams only narrow what comes here: this decides.
/// </summary>
internal sealed class AttributeMatcher
{
    private readonly Func<DataSet, DataElement, bool> _matches;

    private AttributeMatcher(Tag tag, Func<DataSet, DataElement, bool> matches)
    {
        Tag = tag;
        _matches = matches;
    }

    public Tag Tag { get; }

    /// <summary>The matcher of a key, or null when it matches everything.</summary>
    /// <param name="key">An element of <paramref name="keys"/>.</param>
    /// <param name="keys">The identifier, or the item of a sequence, whose character set the key is in.</param>
    public static AttributeMatcher? Of(DataElement key, DataSet keys)
    {
        if (key.IsEmpty || key.Tag.IsGroupLength) return null;

        var matches = VrOf(key) switch
        {
            Vr.SQ => OfSequence(key),
            Vr.PN => OfPersonName(keys.GetStrings(key.Tag)),
            Vr.UI => OfUids(keys.GetStrings(key.Tag)),
            var vr and (Vr.DA or Vr.TM or Vr.DT) => OfTime(keys.GetStrings(key.Tag), vr),
            Vr.IS or Vr.DS => OfNumber(keys.GetStrings(key.Tag)),
            Vr.AS => OfText(keys.GetStrings(key.Tag), hasWildcards: false),
            var vr when vr.IsText => OfText(keys.GetStrings(key.Tag), hasWildcards: true),
            var vr => OfBytes(key, vr),
        };

        return matches is null ? null : new AttributeMatcher(key.Tag, matches);
    }

    /// <summary>The VR of a key: the dictionary's where an implicit or careless sender left it open.</summary>
    public static Vr VrOf(DataElement key) => key.Vr == Vr.UN ? DicomDictionary.VrOf(key.Tag) : key.Vr;

    /// <summary>True when the attribute is in <paramref name="attributes"/> with a value that matches.</summary>
    public bool Matches(DataSet attributes) =>
        attributes.Find(Tag) is { IsEmpty: false } attribute && _matches(attributes, attribute);

    /// <summary>One item that matches every key of the key's item is enough (PS3.4 §C.2.2.2.6).</summary>
    private static Func<DataSet, DataElement, bool>? OfSequence(DataElement key)
    {
        if (key.Items is not [var item, ..]) return null;

        var nested = item.Select(element => Of(element, item)).OfType<AttributeMatcher>().ToArray();
        if (nested.Length == 0) return null;

        return (_, attribute) => attribute.Items is { } items &&
            items.Any(held => nested.All(matcher => matcher.Matches(held)));
    }

    private static Func<DataSet, DataElement, bool>? OfPersonName(IReadOnlyList<string> names)
    {
        var patterns = names.Where(name => name.Length > 0).Select(name => new PersonNamePattern(name)).ToArray();
        if (patterns.Length == 0 || patterns.Any(pattern => pattern.IsUniversal)) return null;

        return (attributes, attribute) => attributes.GetStrings(attribute.Tag).Any(name =>
        {
            var groups = PersonNamePattern.FoldedGroups(name);
            return patterns.Any(pattern => pattern.Matches(groups));
        });
    }

    private static Func<DataSet, DataElement, bool>? OfUids(IReadOnlyList<string> values)
    {
        if (IsUniversal(values)) return null;

        var uids = values.Where(uid => uid.Length > 0).ToHashSet(StringComparer.Ordinal);
        return (attributes, attribute) => attributes.GetStrings(attribute.Tag).Any(uids.Contains);
    }

    /// <summary>
    /// Ranges where they can be read as such, else the text itself: a value nobody can read can still be found.
    /// </summary>
    private static Func<DataSet, DataElement, bool>? OfTime(IReadOnlyList<string> values, Vr vr)
    {
        if (IsUniversal(values)) return null;

        var texts = values.Where(value => value.Length > 0).ToHashSet(StringComparer.Ordinal);
        var ranges = texts.Select(text => Interval.ParseRange(text, vr)).OfType<Interval>().ToArray();
        return (attributes, attribute) => attributes.GetStrings(attribute.Tag).Any(text => text.Length > 0 &&
            (texts.Contains(text) ||
             (Interval.Parse(text, vr) is { } held && ranges.Any(range => range.Contains(held.First)))));
    }

    /// <summary>Numbers are compared as numbers, so that 1, 01 and 1.0 are one.</summary>
    private static Func<DataSet, DataElement, bool>? OfNumber(IReadOnlyList<string> values)
    {
        if (IsUniversal(values)) return null;

        var texts = values.Where(value => value.Length > 0).ToHashSet(StringComparer.Ordinal);
        var numbers = texts.Select(NumberOf).OfType<double>().ToHashSet();
        return (attributes, attribute) => attributes.GetStrings(attribute.Tag).Any(text =>
            texts.Contains(text) || (NumberOf(text) is { } held && numbers.Contains(held)));
    }

    private static Func<DataSet, DataElement, bool>? OfText(IReadOnlyList<string> values, bool hasWildcards)
    {
        if (IsUniversal(values)) return null;

        var isPattern = (string value) => hasWildcards && Wildcard.IsIn(value);
        var patterns = values.Where(isPattern).Select(value => new Wildcard(value)).ToArray();
        var texts = values.Where(value => value.Length > 0 && !isPattern(value)).ToHashSet(StringComparer.Ordinal);
        return (attributes, attribute) => attributes.GetStrings(attribute.Tag).Any(text => text.Length > 0 &&
            (texts.Contains(text) || patterns.Any(pattern => pattern.Matches(text))));
    }

    /// <summary>Binary numbers value by value; what has no values byte by byte, padding at the end left out.</summary>
    private static Func<DataSet, DataElement, bool> OfBytes(DataElement key, Vr vr)
    {
        var size = vr switch
        {
            Vr.AT => 4,
            Vr.US or Vr.SS or Vr.UL or Vr.SL or Vr.FL or Vr.FD or Vr.UV or Vr.SV => vr.WordSize,
            _ => 0,
        };
        if (size == 0)
        {
            var wanted = key.Value[..key.Value.Span.TrimEnd(Padding).Length];
            return (_, attribute) => attribute.Value.Span.TrimEnd(Padding).SequenceEqual(wanted.Span);
        }

        return (_, attribute) => attribute.Vr == vr && Words(attribute.Value, size).Any(held =>
            Words(key.Value, size).Any(wanted => wanted.Span.SequenceEqual(held.Span)));
    }

    private static ReadOnlySpan<byte> Padding => [0, (byte)' '];

    private static IEnumerable<ReadOnlyMemory<byte>> Words(ReadOnlyMemory<byte> value, int size)
    {
        for (var at = 0; at + size <= value.Length; at += size) yield return value.Slice(at, size);
    }

    /// <summary>
    /// No value, or one of stars only, which is universal whatever the VR (PS3.4 §C.2.2.2.3, §C.2.2.2.4).
    /// </summary>
    private static bool IsUniversal(IReadOnlyList<string> values) =>
        values.All(value => value.Length == 0) ||
        values.Any(value => value.Length > 0 && new Wildcard(value).IsUniversal);

    private static double? NumberOf(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
