using System.Globalization;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Index.Searching;

/// <summary>
/// One key of an identifier, matched on an attribute as it is held (PS3.4 §C.2.2.2). Any of several values of the key
/// may match any of the attribute's. An attribute that is missing or empty matches only a universal key, or two quotation
/// marks, which ask for just that (PS3.4 §C.2.2.2.7). Columns and trigrams only narrow what comes here: this decides.
/// </summary>
internal sealed class AttributeMatcher
{
    /// <summary>What a key says to find where there is no value.</summary>
    private const string Empty = "\"\"";

    private readonly Func<DataSet, bool> _matches;

    private AttributeMatcher(Tag tag, IReadOnlyList<KeyTag> keyTags, Func<DataSet, bool> matches)
    {
        Tag = tag;
        KeyTags = keyTags;
        _matches = matches;
    }

    public Tag Tag { get; }

    /// <summary>What is looked at.</summary>
    public IReadOnlyList<KeyTag> KeyTags { get; }

    /// <summary>The matcher of a key, or null when it matches everything.</summary>
    /// <param name="key">An element of <paramref name="keys"/>.</param>
    /// <param name="keys">The identifier, or the item of a sequence, whose character set the key is in.</param>
    /// <param name="rules">What was agreed on how to match.</param>
    public static AttributeMatcher? Of(DataElement key, DataSet keys, MatchingRules rules)
    {
        if (key.IsEmpty || key.Tag.IsGroupLength || key.Tag.IsPrivateCreator) return null;
        if (key.Tag == Tags.SpecificCharacterSet) return null; // of an item: how to read it, not what to find

        var keyTag = new KeyTag(key.Tag, keys);
        if (AsksForNothing(key, keys))
        {
            return new AttributeMatcher(key.Tag, [keyTag], attributes => keyTag.Find(attributes) is null or { IsEmpty: true });
        }

        var vr = VrOf(key);
        if (MatchesOf(key, keys, vr, rules) is not { } matches) return null;

        return new AttributeMatcher(key.Tag, [keyTag], attributes =>
        {
            if (keyTag.Find(attributes) is not { IsEmpty: false } held) return false;
            if (held.Vr != Vr.UN || !vr.IsText || !held.Tag.IsPrivate) return matches(attributes, held);

            // What was stored in implicit VR does not say what it is, and the key does.
            var known = Retyped(held, attributes, vr);
            return matches(known, known.First(element => element.Tag == held.Tag));
        });
    }

    /// <summary>The matcher of a date and a time that are one range, in place of those of each.</summary>
    public static AttributeMatcher Of(DateTimePair pair, Interval range, DataSet keys) => new(
        pair.Date,
        [new KeyTag(pair.Date, keys), new KeyTag(pair.Time, keys)],
        attributes => pair.MomentOf(attributes) is { } moment && range.Contains(moment));

    /// <summary>True when the key wants no value.</summary>
    public static bool AsksForNothing(DataElement key, DataSet keys) =>
        key.Value.Length == Empty.Length && keys.GetStrings(key.Tag) is [Empty];

    /// <summary>The VR of a key: the dictionary's where an implicit or careless sender left it open.</summary>
    public static Vr VrOf(DataElement key) => key.Vr == Vr.UN ? DicomDictionary.VrOf(key.Tag) : key.Vr;

    /// <summary>True when the attribute is in <paramref name="attributes"/> with a value that matches.</summary>
    public bool Matches(DataSet attributes) => _matches(attributes);

    private static Func<DataSet, DataElement, bool>? MatchesOf(
        DataElement key, DataSet keys, Vr vr, MatchingRules rules) => vr switch
    {
        Vr.SQ => OfSequence(key, rules),
        Vr.PN => OfPersonName(keys.GetStrings(key.Tag), rules),
        Vr.UI => OfUids(keys.GetStrings(key.Tag)),
        Vr.DA or Vr.TM or Vr.DT => OfTime(keys.GetStrings(key.Tag), vr, rules),
        Vr.IS or Vr.DS => OfNumber(keys.GetStrings(key.Tag)),
        Vr.AS => OfText(keys.GetStrings(key.Tag), hasWildcards: false),
        Vr.UN when key.Value.Span.TrimEnd(Padding).IndexOfAnyExcept((byte)'*') < 0 => null, // universal, whatever it is
        Vr.UN => OfUnknown(key, keys, rules),
        _ when vr.IsText => OfText(keys.GetStrings(key.Tag), hasWildcards: true),
        _ => OfBytes(key, vr),
    };

    /// <summary>
    /// A private key that came in implicit VR: read as what is held says it is, or as text where neither says.
    /// </summary>
    private static Func<DataSet, DataElement, bool>? OfUnknown(DataElement key, DataSet keys, MatchingRules rules)
    {
        var known = new Dictionary<Vr, Func<DataSet, DataElement, bool>?>();
        var bytes = OfBytes(key, Vr.UN);
        return (attributes, attribute) =>
        {
            if (bytes(attributes, attribute)) return true;

            var vr = attribute.Vr == Vr.UN ? Vr.LO : attribute.Vr;
            if (vr == Vr.SQ) return false;
            if (!known.TryGetValue(vr, out var matches))
            {
                var typed = Retyped(key, keys, vr);
                matches = MatchesOf(typed.First(element => element.Tag == key.Tag), typed, vr, rules);
                known.Add(vr, matches);
            }

            if (matches is null) return true;
            if (attribute.Vr != Vr.UN) return matches(attributes, attribute);

            var held = Retyped(attribute, attributes, vr);
            return matches(held, held.First(element => element.Tag == attribute.Tag));
        };
    }

    /// <summary>The element with a VR it is known to have, in a data set of the same character set.</summary>
    public static DataSet Retyped(DataElement element, DataSet container, Vr vr)
    {
        var typed = new DataSet();
        if (container.CharacterSet.Terms is { Count: > 0 } terms) typed.Set(Tags.SpecificCharacterSet, Vr.CS, [.. terms]);
        typed.Set(new DataElement(element.Tag, vr, element.Value));
        return typed;
    }

    /// <summary>One item that matches every key of the key's item is enough (PS3.4 §C.2.2.2.6).</summary>
    private static Func<DataSet, DataElement, bool>? OfSequence(DataElement key, MatchingRules rules)
    {
        if (key.Items is not [var item, ..]) return null;

        var nested = item.Select(element => Of(element, item, rules)).OfType<AttributeMatcher>().ToArray();
        if (nested.Length == 0) return null;

        return (_, attribute) => attribute.Items is { } items &&
            items.Any(held => nested.All(matcher => matcher.Matches(held)));
    }

    private static Func<DataSet, DataElement, bool>? OfPersonName(IReadOnlyList<string> names, MatchingRules rules)
    {
        var patterns = names.Where(name => name.Length > 0).Select(name => new PersonNamePattern(name)).ToArray();
        if (patterns.Length == 0 || patterns.Any(pattern => pattern.IsUniversal)) return null;

        var sounds = rules.IsFuzzy ? names.Select(name => new PhoneticName(name)).ToArray() : [];
        return (attributes, attribute) => attributes.GetStrings(attribute.Tag).Any(name =>
        {
            var groups = PersonNamePattern.FoldedGroups(name);
            return patterns.Any(pattern => pattern.Matches(groups)) || sounds.Any(sound => sound.Matches(groups));
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
    private static Func<DataSet, DataElement, bool>? OfTime(
        IReadOnlyList<string> values, Vr vr, MatchingRules rules)
    {
        if (IsUniversal(values)) return null;

        var texts = values.Where(value => value.Length > 0).ToHashSet(StringComparer.Ordinal);
        var offset = rules.Offset ?? TimeSpan.Zero;
        var ranges = texts.Select(text => Interval.ParseRange(text, vr, offset)).OfType<Interval>().ToArray();
        return (attributes, attribute) => attributes.GetStrings(attribute.Tag).Any(text => text.Length > 0 &&
            (texts.Contains(text) ||
             (Interval.Parse(text, vr, offset) is { } held && ranges.Any(range => range.Contains(held.First)))));
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
