using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Index.Searching;

/// <summary>A date and the time beside it, which together say when (PS3.4 §C.2.2.2.5.3).</summary>
internal sealed record DateTimePair(Tag Date, Tag Time)
{
    public static IReadOnlyList<DateTimePair> All { get; } =
    [
        new(Tags.StudyDate, Tags.StudyTime),
        new(Tags.SeriesDate, Tags.SeriesTime),
        new(Tags.AcquisitionDate, Tags.AcquisitionTime),
        new(Tags.ContentDate, Tags.ContentTime),
        new(Tags.InstanceCreationDate, Tags.InstanceCreationTime),
        new(Tags.PerformedProcedureStepStartDate, Tags.PerformedProcedureStepStartTime),
        new(Tags.PerformedProcedureStepEndDate, Tags.PerformedProcedureStepEndTime),
        new(Tags.ScheduledProcedureStepStartDate, Tags.ScheduledProcedureStepStartTime),
        new(Tags.PresentationCreationDate, Tags.PresentationCreationTime),
    ];

    /// <summary>The pair that a date or a time is in, or null.</summary>
    public static DateTimePair? Of(Tag tag) => All.FirstOrDefault(pair => pair.Date == tag || pair.Time == tag);

    /// <summary>
    /// From the first date's first time to the last date's last: what both keys mean as one range, when both are ranges;
    /// otherwise null.
    /// </summary>
    public Interval? RangeOf(DataSet keys)
    {
        if (keys.GetStrings(Date) is not [var dateText] || keys.GetStrings(Time) is not [var timeText]) return null;
        if (!dateText.Contains('-', StringComparison.Ordinal) || !timeText.Contains('-', StringComparison.Ordinal)) return null;
        if (Interval.ParseRange(dateText, Vr.DA) is not { } dates) return null;
        if (Interval.ParseRange(timeText, Vr.TM) is not { } times) return null;

        // An end that is open for the date is open for both; one that is open for the time alone is that day's.
        var first = dates.First == long.MinValue ? long.MinValue : dates.First + Math.Max(times.First, 0);
        var last = dates.Last == long.MaxValue
            ? long.MaxValue
            : dates.Last + Math.Min(times.Last, TimeSpan.TicksPerDay - 1);
        return new Interval(first, last);
    }

    /// <summary>The moment that the data set says, in ticks; null when it lacks either or they cannot be read.</summary>
    public long? MomentOf(DataSet attributes) =>
        attributes.GetStrings(Date) is [var date] && Interval.Parse(date, Vr.DA) is { } day &&
        attributes.GetStrings(Time) is [var time] && Interval.Parse(time, Vr.TM) is { } clock
            ? day.First + clock.First
            : null;
}
