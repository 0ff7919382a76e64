using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Text;

namespace Pacs.Dicom.DataSets;

/// <summary>
/// Puts a value field together from the texts and numbers that JSON and XML have for it (PS3.18 §F.2.3, PS3.19 §A.1.5). What cannot be
/// a value of the VR is refused; what merely breaks a rule of it, such as a long LO, is taken as it is.
/// </summary>
internal sealed class ValueText(Tag tag, Vr vr)
{
    /// <summary>Sequences inside one another, as in what is parsed.</summary>
    public const int MaxDepth = 64;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private int _count;

    public static Tag SpecificCharacterSet { get; } = new(0x0008, 0x0005);

    /// <summary>What a data set needs whose text was Unicode.</summary>
    public static DataElement Utf8Element { get; } = new(SpecificCharacterSet, Vr.CS, "ISO_IR 192"u8.ToArray());

    /// <exception cref="DicomFormatException">The standard has no such VR.</exception>
    public static Vr ParseVr(Tag tag, string letters)
    {
        var vr = letters is [< (char)0x80 and var first, < (char)0x80 and var second] ? (Vr)(first << 8 | second) : Vr.None;
        return vr.IsStandard ? vr : throw new DicomFormatException($"{tag} has a VR that is none.");
    }

    /// <summary>For an element that does not say.</summary>
    public static Vr DefaultVrOf(Tag tag) => DicomDictionary.VrOf(tag);

    public static DataElement Empty(Tag tag, Vr vr) =>
        vr == Vr.SQ ? new DataElement(tag, new List<DataSet>()) : new DataElement(tag, vr, ReadOnlyMemory<byte>.Empty);

    public void AddEmpty()
    {
        if (!vr.IsText) throw Wrong("an empty value among numbers");
        Separate();
    }

    public void AddText(string text)
    {
        if (vr.IsText)
        {
            Separate();
            if (vr.IsMultiValuedText && text.Contains('\\', StringComparison.Ordinal)) throw Wrong("a backslash within a value");
            _bytes.Write(vr.UsesSpecificCharacterSet ? Encoding.UTF8.GetBytes(text) : CharacterSet.Default.Encode(text, vr));
        }
        else if (vr == Vr.AT)
        {
            if (!Tag.TryParse(text, out var value)) throw Wrong("a value that is no tag");
            Add(value.Group);
            Add(value.Element);
        }
        else
        {
            AddNumber(text);
        }
    }

    /// <param name="text">As JSON has it, or one of the words for what is not finite.</param>
    public void AddNumber(string text)
    {
        const NumberStyles integer = NumberStyles.AllowLeadingSign;
        switch (vr)
        {
            case Vr.DS or Vr.IS:
                Separate();
                _bytes.Write(Encoding.ASCII.GetBytes(text));
                break;
            case Vr.US when ushort.TryParse(text, integer, CultureInfo.InvariantCulture, out var value):
                Add(value);
                break;
            case Vr.SS when short.TryParse(text, integer, CultureInfo.InvariantCulture, out var value):
                Add((ushort)value);
                break;
            case Vr.UL when uint.TryParse(text, integer, CultureInfo.InvariantCulture, out var value):
                BinaryPrimitives.WriteUInt32LittleEndian(Take(sizeof(uint)), value);
                break;
            case Vr.SL when int.TryParse(text, integer, CultureInfo.InvariantCulture, out var value):
                BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value);
                break;
            case Vr.UV when ulong.TryParse(text, integer, CultureInfo.InvariantCulture, out var value):
                BinaryPrimitives.WriteUInt64LittleEndian(Take(sizeof(ulong)), value);
                break;
            case Vr.SV when long.TryParse(text, integer, CultureInfo.InvariantCulture, out var value):
                BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);
                break;
            case Vr.FL when TryParseReal(text, out var value):
                BinaryPrimitives.WriteSingleLittleEndian(Take(sizeof(float)), (float)value);
                break;
            case Vr.FD when TryParseReal(text, out var value):
                BinaryPrimitives.WriteDoubleLittleEndian(Take(sizeof(double)), value);
                break;
            default:
                throw Wrong($"a value that no {vr.Letters} has");
        }
    }

    public DataElement ToElement()
    {
        if (_bytes.WrittenCount % 2 != 0) _bytes.Write([vr.Padding]);
        return vr == Vr.SQ ? Empty(tag, vr) : new DataElement(tag, vr, _bytes.WrittenMemory);
    }

    private static bool TryParseReal(string text, out double value)
    {
        (value, var isWord) = text switch
        {
            "NaN" => (double.NaN, true),
            "inf" or "Infinity" => (double.PositiveInfinity, true),
            "-inf" or "-Infinity" => (double.NegativeInfinity, true),
            _ => (0, false),
        };
        return isWord || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value));
    }

    private void Separate()
    {
        if (_count++ == 0) return;
        if (!vr.IsMultiValuedText) throw Wrong("several values, of which the VR has one");
        _bytes.Write("\\"u8);
    }

    private void Add(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(sizeof(ushort)), value);

    private Span<byte> Take(int length)
    {
        var span = _bytes.GetSpan(length)[..length];
        _bytes.Advance(length);
        return span;
    }

    private DicomFormatException Wrong(string what) => new($"{tag} has {what}.");
}
