using System.Globalization;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Searching;
using Pacs.Index.Writing;

namespace Pacs.Index.Promoting;

/// <summary>
/// What the values of a promoted attribute are looked up by: names folded, each component group on its own, dates as eight
/// digits, numbers as numbers. What has no such form is <see cref="ColumnValue.Unplain"/>, and every search lets it
/// through to the attribute itself.
/// </summary>
internal static class PromotedKeys
{
    private static ReadOnlySpan<Vr> Supported =>
    [
        Vr.AE, Vr.AS, Vr.AT, Vr.CS, Vr.DA, Vr.DS, Vr.DT, Vr.FD, Vr.FL, Vr.IS, Vr.LO, Vr.LT, Vr.PN, Vr.SH, Vr.SL, Vr.SS, Vr.ST,
        Vr.SV, Vr.TM, Vr.UC, Vr.UI, Vr.UL, Vr.UR, Vr.US, Vr.UT, Vr.UV,
    ];

    /// <summary>True for values that can be looked up: not for sequences and bytes.</summary>
    public static bool IsSupported(Vr vr) => Supported.Contains(vr);

    /// <summary>What the attribute has in an instance; null when it has no value there.</summary>
    public static PromotedRow? RowOf(AttributeName name, DataSet header)
    {
        if (new KeyTag(name).Find(header) is not { IsEmpty: false } held) return null;

        var isKnown = held.Vr == name.Vr && LevelAttributes.IsKept(held);
        if (held.Vr == Vr.UN && held.Tag.IsPrivate && name.Vr.IsText && IsPlainAscii(held.Value.Span))
        {
            // Stored in implicit VR: ASCII is the same in every character set, so it may be read as what it is.
            return new PromotedRow(name, Encode(held), Values(name.Vr, AttributeMatcher.Retyped(held, header, name.Vr), held.Tag));
        }

        return isKnown
            ? new PromotedRow(name, Encode(LevelAttributes.InUtf8(held, header.CharacterSet)), Values(name.Vr, header, held.Tag))
            : new PromotedRow(name, null, [ColumnValue.Unplain]);
    }

    /// <summary>A number as it is compared, or the text where it is none.</summary>
    public static string OfNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? (number + 0.0).ToString("R", CultureInfo.InvariantCulture) // of -0, 0
            : text;

    /// <summary>The words of a binary value.</summary>
    public static IEnumerable<string> OfWords(ReadOnlyMemory<byte> value, Vr vr)
    {
        var size = vr == Vr.AT ? sizeof(uint) : vr.WordSize;
        for (var at = 0; at + size <= value.Length; at += size) yield return Convert.ToHexString(value.Span.Slice(at, size));
    }

    /// <summary>Bytes that mean the same in every character set, escapes and the yen sign left out.</summary>
    public static bool IsPlainAscii(ReadOnlySpan<byte> value) =>
        !value.TrimEnd((byte)0).ContainsAnyExceptInRange((byte)0x20, (byte)0x7D) && !value.Contains((byte)'\\');

    private static byte[] Encode(DataElement element)
    {
        var alone = new DataSet();
        alone.Set(element);
        return LevelAttributes.Encode(alone);
    }

    private static string[] Values(Vr vr, DataSet attributes, Tag tag)
    {
        if (!vr.IsText) return [.. OfWords(attributes.Find(tag)?.Value ?? default, vr).Distinct()];

        return
        [
            .. attributes.GetStrings(tag)
                .Where(text => text.Length > 0)
                .SelectMany(text => OfText(vr, text))
                .Select(text => ColumnValue.IsPlain(text) ? text : ColumnValue.Unplain)
                .Distinct(),
        ];
    }

    private static string[] OfText(Vr vr, string text) => vr switch
    {
        Vr.PN => [.. PersonNamePattern.FoldedGroups(text).Where(group => group.Length > 0)],
        Vr.DA => [Interval.Parse(text, Vr.DA) is { } date ? Interval.DateText(date.First) : ColumnValue.Unplain],
        Vr.TM => [Interval.Parse(text, Vr.TM) is { } time ? Interval.TimeText(time.First) : ColumnValue.Unplain],
        Vr.DT => [Interval.Parse(text, Vr.DT) is { } moment ? DayOf(moment) : ColumnValue.Unplain],
        Vr.IS or Vr.DS => [OfNumber(text)],
        _ => [text],
    };

    /// <summary>An offset from UTC may lead out of the calendar.</summary>
    private static string DayOf(Interval moment) => Interval.DateText(Math.Clamp(moment.First, 0, Interval.LastMoment));
}
