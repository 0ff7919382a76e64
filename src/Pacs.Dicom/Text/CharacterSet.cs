using System.Collections.Frozen;
using System.Text;
using Pacs.Dicom.DataSets;

namespace Pacs.Dicom.Text;

/// <summary>
/// The values of Specific Character Set (0008,0005) and how text is read and written in them (PS3.3 §C.12.1.1.2, PS3.5
/// §6.1). No bytes make it throw: what has no meaning is read as U+FFFD.
/// </summary>
public sealed class CharacterSet
{
    // The standard has 36 spellings of its terms. More values than that are hostile.
    private const int MaxTerms = 36;

    private static readonly FrozenDictionary<string, CharacterSet> OfOneTerm =
        DefinedTerm.Spellings.ToFrozenDictionary(static term => term, static term => Combine([term]));

    private readonly TextCoding _coding;

    private CharacterSet(IReadOnlyList<string> terms, TextCoding coding)
    {
        Terms = terms;
        _coding = coding;
    }

    /// <summary>The default repertoire, ISO IR 6. Bytes above 7F, which it has not, are read as ISO IR 100.</summary>
    public static CharacterSet Default { get; } = Combine([]);

    /// <summary>ISO_IR 192: Unicode in UTF-8.</summary>
    public static CharacterSet Utf8 { get; } = OfOneTerm["ISO_IR 192"];

    /// <summary>The terms, well spelt, as they are to stand in (0008,0005); none for the default repertoire.</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>False when a term is not known: the text is read as if it were not there.</summary>
    public bool IsRecognised { get; private init; } = true;

    /// <summary>True when terms were misspelt or do not go together, and were read as what is meant.</summary>
    public bool IsCorrected { get; private init; }

    /// <summary>The character set that these terms name, a misspelt term being read as what is meant.</summary>
    public static CharacterSet Parse(IReadOnlyList<string> terms)
    {
        if (terms is [var only] && OfOneTerm.TryGetValue(only, out var known)) return known;

        var values = terms.Select(static term => term.Trim(' ', '\0')).ToList();
        while (values is [.., ""]) values.RemoveAt(values.Count - 1);
        return Combine(values);
    }

    /// <summary>The value field as text, with its backslashes and padding.</summary>
    public string Decode(ReadOnlySpan<byte> value, Vr vr) =>
        _coding.Plain.Is(value) ? Encoding.ASCII.GetString(value) : _coding.Decode(value, vr);

    /// <summary>The value field split between its values where the VR has several, each without padding.</summary>
    public IReadOnlyList<string> DecodeValues(ReadOnlySpan<byte> value, Vr vr)
    {
        if (!vr.IsMultiValuedText) return [Decode(value, vr).TrimEnd(' ', '\0')];
        return _coding.Plain.Is(value) ? Values(value) : Values(_coding.Decode(value, vr));
    }

    /// <summary>True when the bytes are the text as they stand, one ASCII character each.</summary>
    internal bool IsAscii(ReadOnlySpan<byte> value) => _coding.Plain.Is(value);

    /// <summary>
    /// The text as a value field, not padded, with the escape sequences it needs. A character the set does not have
    /// becomes a question mark.
    /// </summary>
    public byte[] Encode(string text, Vr vr) =>
        _coding.Plain.Is(text) ? Encoding.ASCII.GetBytes(text) : _coding.Encode(text, vr);

    /// <summary>True when the text, written in this set, is read as the same text again.</summary>
    public bool CanEncode(string text, Vr vr) =>
        _coding.Plain.Is(text) || _coding.Decode(_coding.Encode(text, vr), vr) == text;

    public override string ToString() => string.Join('\\', Terms);

    private static CharacterSet Combine(List<string> values)
    {
        var known = new List<(string Value, DefinedTerm Term)>();
        foreach (var value in values.Take(MaxTerms))
        {
            if (DefinedTerm.Find(value) is { } term) known.Add((value, term));
        }

        // There is no escape sequence to what stands alone, nor from it.
        var read = known is [{ Term.CodePage: not null } alone, ..]
            ? [alone]
            : known.FindAll(static one => one.Term.CodePage is null);
        var isOnly = read.Count == 1;
        var written = read.Select((one, i) => one.Term.Spelling(one.Value, isFirst: i == 0, isOnly)).ToList();
        if (written is [""]) written.Clear();

        return new CharacterSet(written, CodingOf([.. read.Select(static one => one.Term)]))
        {
            IsRecognised = known.Count == values.Count,
            IsCorrected = !written.SequenceEqual(known.Select(static one => one.Value)),
        };
    }

    private static TextCoding CodingOf(DefinedTerm[] terms) => terms switch
    {
        [{ CodePage: { } codePage }] => new StandAloneCoding(CodePage.Of(codePage)),
        [var first, ..] => new Iso2022Coding(
            first.Left ?? GraphicSet.Ascii, first.Right, [.. terms.SelectMany(static term => term.Sets).Distinct()]),
        [] => new Iso2022Coding(GraphicSet.Ascii, null),
    };

    private static string[] Values(ReadOnlySpan<byte> ascii)
    {
        var values = new string[ascii.Count((byte)'\\') + 1];
        var i = 0;
        foreach (var range in ascii.Split((byte)'\\'))
            values[i++] = Encoding.ASCII.GetString(ascii[range].Trim(" \0"u8));
        return values;
    }

    private static string[] Values(ReadOnlySpan<char> text)
    {
        var values = new string[text.Count('\\') + 1];
        var i = 0;
        foreach (var range in text.Split('\\')) values[i++] = text[range].Trim(" \0").ToString();
        return values;
    }
}
