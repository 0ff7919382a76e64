namespace Pacs.Server.DicomWeb.Rendering;

/// <summary>A content item of a report, as people read it.</summary>
/// <param name="Depth">How many containers it is in.</param>
/// <param name="Name">What it is about; perhaps empty.</param>
/// <param name="Value">What is said; empty for a heading.</param>
internal readonly record struct ReportLine(int Depth, string Name, string Value)
{
    public bool IsEmpty => Name.Length == 0 && Value.Length == 0;
}
