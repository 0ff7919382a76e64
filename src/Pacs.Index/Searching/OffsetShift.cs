using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Index.Searching;

/// <summary>
/// Takes dates and times to the requester's offset from UTC (PS3.4 §C.2.2.1.3): a date with the time beside it, and a DT
/// that does not say its own. A date alone stays what it is; so do birthdays.
/// </summary>
internal sealed class OffsetShift(TimeSpan wanted, TimeZoneInfo localZone)
{
    /// <summary>The same attributes as the requester's clock would have shown them.</summary>
    /// <param name="attributes">They are left as they are.</param>
    /// <param name="offset">Their Timezone Offset From UTC; null when nobody said.</param>
    public DataSet Apply(DataSet attributes, string? offset)
    {
        var shifted = new DataSet();
        foreach (var element in attributes) shifted.Set(Shifted(element, attributes, offset));

        foreach (var pair in DateTimePair.All)
        {
            if (pair.MomentOf(attributes) is not { } moment) continue;

            var there = moment + OffsetAt(moment, offset);
            if (there is < 0 or > Interval.LastMoment) continue;

            var time = Interval.TimeText(there % TimeSpan.TicksPerDay);
            shifted.Set(pair.Date, Vr.DA, Interval.DateText(there));
            shifted.Set(pair.Time, Vr.TM, AsPrecise(time, attributes.GetString(pair.Time)));
        }

        return shifted;
    }

    private DataElement Shifted(DataElement element, DataSet attributes, string? offset)
    {
        if (element.Items is { } items)
        {
            return new DataElement(
                element.Tag,
                [.. items.Select(item => Apply(item, item.GetString(Tags.TimezoneOffsetFromUTC) ?? offset))]);
        }

        if (element.Vr != Vr.DT || attributes.GetStrings(element.Tag) is not [{ Length: >= 10 } text]) return element;
        if (Interval.OffsetOf(text) is not null || Interval.Parse(text, Vr.DT) is not { } held) return element;

        var there = held.First + OffsetAt(held.First, offset);
        if (there is < 0 or > Interval.LastMoment) return element;

        var typed = new DataSet();
        var time = Interval.TimeText(there % TimeSpan.TicksPerDay);
        typed.Set(element.Tag, Vr.DT, Interval.DateText(there) + AsPrecise(time, text[8..]));
        return typed.First();
    }

    /// <summary>What to add to a moment at the place where it was noted to have it at the requester's.</summary>
    private long OffsetAt(long moment, string? offset)
    {
        var held = (offset is null ? null : Interval.ParseOffset(offset)) ??
            localZone.GetUtcOffset(new DateTime(moment, DateTimeKind.Unspecified)).Ticks;
        return wanted.Ticks - held;
    }

    /// <summary>A time of hours stays one of hours, when the difference is of hours.</summary>
    private static string AsPrecise(string time, string? like) =>
        like is { Length: 2 or 4 } && time.Length == 6 && time.AsSpan(like.Length).IndexOfAnyExcept('0') < 0
            ? time[..like.Length]
            : time;
}
