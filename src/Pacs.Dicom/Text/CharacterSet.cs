using System.Text;
using Pacs.Dicom.DataSets;

namespace Pacs.Dicom.Text;

/// <summary>The values of Specific Character Set (0008,0005) and how text is read and written in them (PS3.3 §C.12.1.1.2).</summary>
public sealed class CharacterSet
{
    private readonly Encoding _encoding;

    private CharacterSet(IReadOnlyList<string> terms, Encoding encoding)
    {
        Terms = terms;
        _encoding = encoding;
    }

    /// <summary>The default repertoire, ISO IR 6. Bytes above 7F, which it does not have, are read as ISO IR 100.</summary>
    public static CharacterSet Default { get; } = new([], Encoding.Latin1);

    /// <summary>ISO_IR 192: Unicode in UTF-8.</summary>
    public static CharacterSet Utf8 { get; } = new(["ISO_IR 192"], new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    /// <summary>The defined terms, as they stand in (0008,0005).</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>The character set that <paramref name="terms"/> name; a term that is not known falls back to the default.</summary>
    public static CharacterSet Parse(IReadOnlyList<string> terms) => terms is ["ISO_IR 192"] ? Utf8 : Default;

    /// <summary>The value field as text, with its backslashes and padding.</summary>
    public string Decode(ReadOnlySpan<byte> value, Vr vr) => _encoding.GetString(value);

    /// <summary>The value field split at backslashes where the VR has several values, each without insignificant padding.</summary>
    public IReadOnlyList<string> DecodeValues(ReadOnlySpan<byte> value, Vr vr)
    {
        var text = Decode(value, vr);
        if (!vr.IsMultiValuedText) return [text.TrimEnd(' ', '\0')];

        var values = text.Split('\\');
        for (var i = 0; i < values.Length; i++) values[i] = values[i].Trim(' ', '\0');
        return values;
    }

    /// <summary>The text as a value field, not padded. A character the set does not have becomes a question mark.</summary>
    public byte[] Encode(string text, Vr vr) => _encoding.GetBytes(text);
}
