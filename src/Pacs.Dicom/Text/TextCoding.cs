using Pacs.Dicom.DataSets;

namespace Pacs.Dicom.Text;

/// <summary>How characters are bytes: with code extensions by ISO 2022, or in an encoding that stands alone.</summary>
/// <param name="plain">What needs no coding.</param>
internal abstract class TextCoding(PlainText plain)
{
    public PlainText Plain { get; } = plain;

    /// <summary>
    /// The value field as text. In a VR of several values a backslash in the text is a separator, and there is none but
    /// separators: the second byte of a character, or a yen sign, is not taken for one.
    /// </summary>
    public abstract string Decode(ReadOnlySpan<byte> value, Vr vr);

    /// <summary>The text as a value field; a character there is no code for becomes a question mark.</summary>
    public abstract byte[] Encode(ReadOnlySpan<char> text, Vr vr);
}
