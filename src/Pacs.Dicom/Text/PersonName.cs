namespace Pacs.Dicom.Text;

/// <summary>A value of PN: a name in up to three representations, each of five components (PS3.5 §6.2.1).</summary>
public sealed record PersonName
{
    private const int Groups = 3;

    public PersonNameGroup Alphabetic { get; init; } = PersonNameGroup.Empty;

    public PersonNameGroup Ideographic { get; init; } = PersonNameGroup.Empty;

    public PersonNameGroup Phonetic { get; init; } = PersonNameGroup.Empty;

    public bool IsEmpty => Alphabetic.IsEmpty && Ideographic.IsEmpty && Phonetic.IsEmpty;

    /// <summary>Reads <c>alphabetic=ideographic=phonetic</c>; what follows a third <c>=</c> is left out.</summary>
    public static PersonName Parse(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[Groups + 1];
        parts = parts[..text.Split(parts, '=')];
        return new PersonName
        {
            Alphabetic = Group(text, parts, 0),
            Ideographic = Group(text, parts, 1),
            Phonetic = Group(text, parts, 2),
        };
    }

    /// <summary>As it stands in a data set, without carets and equal signs at the end.</summary>
    public override string ToString() => string.Join('=', Alphabetic, Ideographic, Phonetic).TrimEnd('=');

    private static PersonNameGroup Group(ReadOnlySpan<char> text, ReadOnlySpan<Range> parts, int index) =>
        index < parts.Length ? PersonNameGroup.Parse(text[parts[index]]) : PersonNameGroup.Empty;
}
