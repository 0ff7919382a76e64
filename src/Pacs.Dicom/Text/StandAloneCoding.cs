using System.Text;
using Pacs.Dicom.DataSets;

namespace Pacs.Dicom.Text;

/// <summary>UTF-8, GB18030 and GBK, which have no code extensions (PS3.3 Table C.12-5).</summary>
internal sealed class StandAloneCoding(Encoding encoding) : TextCoding(PlainText.Ascii)
{
    // The second byte of a character in GB18030 and GBK may be 5C. The encoding takes it with the first.
    public override string Decode(ReadOnlySpan<byte> value, Vr vr) => encoding.GetString(value);

    public override byte[] Encode(ReadOnlySpan<char> text, Vr vr)
    {
        var bytes = new byte[encoding.GetByteCount(text)];
        encoding.GetBytes(text, bytes);
        return bytes;
    }
}
