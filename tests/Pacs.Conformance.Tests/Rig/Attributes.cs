namespace Pacs.Conformance.Tests.Rig;

/// <summary>The top-level attributes of one file as pydicom reads them, by keyword; what is absent reads as empty.</summary>
internal sealed class Attributes(IReadOnlyDictionary<string, string> values)
{
    public string this[string keyword] => values.GetValueOrDefault(keyword, "").Trim();

    /// <summary>True when pydicom could not read the file.</summary>
    public bool IsUnreadable => values.ContainsKey("error");
}
