using Pacs.Index.Searching;

namespace Pacs.Index.Model;

/// <summary>The table of a query level, as statements name it.</summary>
/// <param name="Level">The level.</param>
/// <param name="Name">The table.</param>
/// <param name="Alias">What statements call a row of it.</param>
/// <param name="ParentKey">The column with the key of the level above; empty for the patient.</param>
internal sealed record LevelTable(QueryLevel Level, string Name, string Alias, string ParentKey)
{
    public static LevelTable Patient { get; } = new(QueryLevel.Patient, "Patient", "p", "");

    public static LevelTable Study { get; } = new(QueryLevel.Study, "Study", "st", "PatientKey");

    public static LevelTable Series { get; } = new(QueryLevel.Series, "Series", "se", "StudyKey");

    public static LevelTable Instance { get; } = new(QueryLevel.Image, "Instance", "i", "SeriesKey");

    public static LevelTable Of(QueryLevel level) => level switch
    {
        QueryLevel.Patient => Patient,
        QueryLevel.Study => Study,
        QueryLevel.Series => Series,
        QueryLevel.Image => Instance,
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };
}
