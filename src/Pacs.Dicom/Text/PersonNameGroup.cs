namespace Pacs.Dicom.Text;

/// <summary>One of the up to three representations of a person's name: five components (PS3.5 §6.2.1.1).</summary>
public sealed record PersonNameGroup
{
    private const int Components = 5;

    public static PersonNameGroup Empty { get; } = new();

    public string FamilyName { get; init; } = "";

    public string GivenName { get; init; } = "";

    public string MiddleName { get; init; } = "";

    public string Prefix { get; init; } = "";

    /// <summary>What follows the fourth caret; of a name with too many carets, all the rest.</summary>
    public string Suffix { get; init; } = "";

    public bool IsEmpty => this == Empty;

    /// <summary>Reads <c>Family^Given^Middle^Prefix^Suffix</c>; carets at the end may be missing.</summary>
    public static PersonNameGroup Parse(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[Components];
        parts = parts[..text.Split(parts, '^')];
        return new PersonNameGroup
        {
            FamilyName = Component(text, parts, 0),
            GivenName = Component(text, parts, 1),
            MiddleName = Component(text, parts, 2),
            Prefix = Component(text, parts, 3),
            Suffix = Component(text, parts, 4),
        };
    }

    /// <summary>As it stands in a data set, without carets at the end.</summary>
    public override string ToString() =>
        string.Join('^', FamilyName, GivenName, MiddleName, Prefix, Suffix).TrimEnd('^');

    private static string Component(ReadOnlySpan<char> text, ReadOnlySpan<Range> parts, int index) =>
        index < parts.Length ? text[parts[index]].Trim(" \0").ToString() : "";
}
