namespace Pacs.LoadClient.Finding;

/// <summary>What can be asked for, because it is held.</summary>
internal sealed record Held(
    string PatientId, string PatientName, string StudyDate, string StudyUid, string SeriesUid, string InstanceUid)
{
    /// <summary>Reads a table of tab-separated values, in the order of the parameters.</summary>
    public static IReadOnlyList<Held> Read(string path) =>
        [.. File.ReadLines(path).Select(line => line.Split('\t')).Select(cells => new Held(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]))];
}
