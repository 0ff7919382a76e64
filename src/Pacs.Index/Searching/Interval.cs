using System.Globalization;
using Pacs.Dicom.DataSets;

namespace Pacs.Index.Searching;

/// <summary>
/// What a DA, TM or DT value covers, in ticks (of the day for TM), both ends included: a value with fewer components
/// covers all that begin with them, 2020 the year, 10 the hour (PS3.5 §6.2).
/// </summary>
internal readonly record struct Interval(long First, long Last)
{
    /// <summary>The last moment of a DA that has one.</summary>
    public const long LastMoment = 3155378975999999999;

    private const int FractionDigits = 7;

    /// <summary>Reads one value, the forms of ACR-NEMA (2020.01.31, 10:30:00) included; null when it is none.</summary>
    /// <param name="text">The value.</param>
    /// <param name="vr">DA, TM or DT.</param>
    /// <param name="offset">The offset from UTC of a DT that does not say its own.</param>
    public static Interval? Parse(ReadOnlySpan<char> text, Vr vr, TimeSpan offset = default) => vr switch
    {
        Vr.DA => ParseDate(text),
        Vr.TM => ParseTime(text),
        Vr.DT => ParseDateTime(text, offset.Ticks),
        _ => null,
    };

    /// <summary>
    /// Reads a value or a range: <c>from-to</c>, <c>from-</c>, <c>-to</c> (PS3.4 §C.2.2.2.5). A hyphen of a DT may also
    /// begin an offset from UTC; what can be one value with an offset is that.
    /// </summary>
    public static Interval? ParseRange(ReadOnlySpan<char> text, Vr vr, TimeSpan offset = default)
    {
        if (Parse(text, vr, offset) is { } single) return single;

        for (var hyphen = 0; hyphen < text.Length; hyphen++)
        {
            if (text[hyphen] != '-' || text.Length == 1) continue;

            var before = text[..hyphen].Trim();
            var after = text[(hyphen + 1)..].Trim();
            var from = before.IsEmpty ? new Interval(long.MinValue, 0) : Parse(before, vr, offset);
            var to = after.IsEmpty ? new Interval(0, long.MaxValue) : Parse(after, vr, offset);
            if (from is { } lower && to is { } upper) return new Interval(lower.First, upper.Last);
        }

        return null;
    }

    /// <summary>Reads an offset from UTC, <c>+0100</c>, in ticks (PS3.5 §6.2); null when it is none.</summary>
    public static long? ParseOffset(ReadOnlySpan<char> text)
    {
        if (text.Length != 5 || text[0] is not ('+' or '-')) return null;
        if (text[1..].ContainsAnyExceptInRange('0', '9')) return null;

        var minutes = Number(text[1..3]) * 60 + Number(text[3..]);
        if (Number(text[3..]) > 59 || minutes > (text[0] == '-' ? 12 : 14) * 60) return null;
        return (text[0] == '-' ? -minutes : minutes) * TimeSpan.TicksPerMinute;
    }

    /// <summary>The offset from UTC that a DT says, in ticks, or null.</summary>
    public static long? OffsetOf(ReadOnlySpan<char> text) => text.Length > 5 ? ParseOffset(text[^5..]) : null;

    /// <summary>A point of a DA interval as eight digits.</summary>
    public static string DateText(long ticks) => new DateTime(ticks).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>A point of a TM interval as six digits, and a fraction where there is one: in order as text.</summary>
    public static string TimeText(long ticks)
    {
        var seconds = ticks / TimeSpan.TicksPerSecond;
        var whole = string.Create(
            CultureInfo.InvariantCulture, $"{seconds / 3600:00}{seconds / 60 % 60:00}{seconds % 60:00}");
        var fraction = ticks % TimeSpan.TicksPerSecond;
        if (fraction == 0) return whole;

        return whole + string.Create(CultureInfo.InvariantCulture, $".{fraction:0000000}").TrimEnd('0');
    }

    public bool Contains(long ticks) => First <= ticks && ticks <= Last;

    private static Interval? ParseDate(ReadOnlySpan<char> text)
    {
        if (text is [_, _, _, _, '.', _, _, '.', _, _]) text = $"{text[..4]}{text[5..7]}{text[8..]}";
        return text.Length == 8 ? ParseCalendar(text) : null;
    }

    /// <summary>YYYY[MM[DD]].</summary>
    private static Interval? ParseCalendar(ReadOnlySpan<char> text)
    {
        if (text.Length is not (4 or 6 or 8) || text.ContainsAnyExceptInRange('0', '9')) return null;

        var year = Number(text[..4]);
        var month = text.Length > 4 ? Number(text[4..6]) : 1;
        var day = text.Length > 6 ? Number(text[6..]) : 1;
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month)) return null;

        var first = new DateTime(year, month, day).Ticks;
        var lastMonth = text.Length > 4 ? month : 12;
        var last = new DateTime(year, lastMonth, text.Length > 6 ? day : DateTime.DaysInMonth(year, lastMonth)).Ticks;
        return new Interval(first, last);
    }

    private static Interval? ParseTime(ReadOnlySpan<char> text)
    {
        if (text is [_, _, ':', _, _, ':', ..]) text = $"{text[..2]}{text[3..5]}{text[6..]}";
        else if (text is [_, _, ':', _, _]) text = $"{text[..2]}{text[3..]}";
        return ParseClock(text);
    }

    /// <summary>HH[MM[SS[.F{1,6}]]]; a leap second is the first of the next minute.</summary>
    private static Interval? ParseClock(ReadOnlySpan<char> text)
    {
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? default : text[(point + 1)..];
        if (whole.Length is not (2 or 4 or 6) || whole.ContainsAnyExceptInRange('0', '9')) return null;
        if (point >= 0 && (whole.Length != 6 || fraction.Length is 0 or > FractionDigits)) return null;
        if (fraction.ContainsAnyExceptInRange('0', '9')) return null;

        var hour = Number(whole[..2]);
        var minute = whole.Length > 2 ? Number(whole[2..4]) : 0;
        var second = whole.Length > 4 ? Number(whole[4..]) : 0;
        if (hour > 23 || minute > 59 || second > 60) return null;

        var unit = whole.Length switch
        {
            2 => TimeSpan.TicksPerHour,
            4 => TimeSpan.TicksPerMinute,
            _ => TimeSpan.TicksPerSecond,
        };
        var first = hour * TimeSpan.TicksPerHour + minute * TimeSpan.TicksPerMinute + second * TimeSpan.TicksPerSecond;
        for (var digit = 0; digit < fraction.Length; digit++)
        {
            unit /= 10;
            first += (fraction[digit] - '0') * unit;
        }

        return new Interval(first, first + unit - 1);
    }

    /// <summary>YYYY[MM[DD[HH[MM[SS[.F]]]]]][&amp;ZZXX]; it is taken to UTC.</summary>
    private static Interval? ParseDateTime(ReadOnlySpan<char> text, long offset)
    {
        if (text.Length > 5 && text[^5] is '+' or '-')
        {
            if (OffsetOf(text) is not { } own) return null;
            offset = own;
            text = text[..^5];
        }

        if (ParseCalendar(text[..Math.Min(8, text.Length)]) is not { } date) return null;
        if (text.Length <= 8) return new Interval(date.First - offset, date.Last + TimeSpan.TicksPerDay - 1 - offset);
        if (ParseClock(text[8..]) is not { } time) return null;

        return new Interval(date.First + time.First - offset, date.First + time.Last - offset);
    }

    private static int Number(ReadOnlySpan<char> digits) =>
        int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
