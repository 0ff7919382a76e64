using System.Buffers;

namespace Pacs.Dicom.DataSets;

/// <summary>Unique identifiers (PS3.5 §9).</summary>
public static class UidText
{
    private const int MaxLength = 64;

    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789.");

    /// <summary>
    /// The characters and length of PS3.5 §9.1; its other rules, such as on leading zeros, are broken by devices in use
    /// and endanger nothing. What means a place in a file system is none.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxLength && !text.ContainsAnyExcept(Characters) && text is not ("." or "..");
}
