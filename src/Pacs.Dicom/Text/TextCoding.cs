using System.Buffers;
using Pacs.Dicom.DataSets;

namespace Pacs.Dicom.Text;

/// <summary>How characters are bytes: with code extensions by ISO 2022, or in a multi-byte encoding that stands alone.</summary>
/// <param name="plain">The bytes that mean what they mean in ASCII wherever a value has no others.</param>
internal abstract class TextCoding(byte[] plain)
{
    /// <summary>The bytes that mean what they mean in ASCII wherever a value has no others.</summary>
    public SearchValues<byte> PlainBytes { get; } = SearchValues.Create(plain);

    /// <summary>The same as characters.</summary>
    public SearchValues<char> PlainCharacters { get; } = SearchValues.Create([.. plain.Select(static code => (char)code)]);

    /// <summary>
    /// The value field as text. In a VR of several values a backslash in the text is a separator, and there is none but
    /// separators: the second byte of a character, or a yen sign, is not taken for one.
    /// </summary>
    public abstract string Decode(ReadOnlySpan<byte> value, Vr vr);

    /// <summary>The text as a value field; a character there is no code for becomes a question mark.</summary>
    public abstract byte[] Encode(ReadOnlySpan<char> text, Vr vr);

    /// <summary>All 128 but those given.</summary>
    protected static byte[] AsciiBut(params byte[] excluded) =>
        [.. Enumerable.Range(0, 0x80).Select(static code => (byte)code).Except(excluded)];
}
