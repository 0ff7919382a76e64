namespace Pacs.Conformance.Tests.Raw;

/// <summary>Identifiers of retrieve requests (PS3.4 §C.4.2.1.4).</summary>
internal static class Identifiers
{
    public static RawElements Level(string level) => new RawElements().Add(Tags.QueryRetrieveLevel, "CS", level);

    public static RawElements Study(params string[] studies) =>
        Level("STUDY").Add(Tags.StudyInstance, "UI", string.Join('\\', studies));

    public static RawElements Series(string study, params string[] series) =>
        Level("SERIES").Add(Tags.StudyInstance, "UI", study).Add(Tags.SeriesInstance, "UI", string.Join('\\', series));

    public static RawElements Image(string study, string series, params string[] instances) =>
        Level("IMAGE")
            .Add(Tags.SopInstance, "UI", string.Join('\\', instances))
            .Add(Tags.StudyInstance, "UI", study)
            .Add(Tags.SeriesInstance, "UI", series);
}
