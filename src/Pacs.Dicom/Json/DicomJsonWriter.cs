using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Text;

namespace Pacs.Dicom.Json;

/// <summary>
/// Writes data sets in the DICOM JSON Model (PS3.18 Annex F). Binary values stand inline; encapsulated pixel data,
/// which the model has no form for, is left without a value.
/// </summary>
public static class DicomJsonWriter
{
    /// <summary>Beyond this whole numbers are strings: many readers know doubles only (PS3.18 §F.2.3).</summary>
    private const long LargestExactInteger = 1L << 53;

    private static readonly Tag SpecificCharacterSet = new(0x0008, 0x0005);

    // {"ggggeeee": {"vr": "..", "Value": [..] | "InlineBinary": ".."}, ..}
    public static void Write(Utf8JsonWriter writer, DataSet dataSet)
    {
        writer.WriteStartObject();
        foreach (var element in dataSet)
        {
            if (element.Tag.IsGroupLength) continue;

            writer.WriteStartObject(Name(element.Tag));
            writer.WriteString("vr", element.Vr.Letters);
            if (!element.IsEmpty) WriteValue(writer, dataSet, element);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, DataSet dataSet, DataElement element)
    {
        if (element.Fragments is not null) return;

        if (element.Vr is Vr.OB or Vr.OD or Vr.OF or Vr.OL or Vr.OV or Vr.OW or Vr.UN)
        {
            writer.WriteBase64String("InlineBinary", element.Value.Span);
            return;
        }

        writer.WriteStartArray("Value");
        if (element.Items is { } items)
        {
            foreach (var item in items) Write(writer, item);
        }
        else if (element.Tag == SpecificCharacterSet)
        {
            writer.WriteStringValue(CharacterSet.Utf8.ToString()); // JSON is UTF-8, whatever the data set was
        }
        else if (element.Vr.IsText)
        {
            foreach (var value in dataSet.GetStrings(element.Tag)) WriteText(writer, element.Vr, value);
        }
        else
        {
            WriteNumbers(writer, element.Vr, element.Value.Span);
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, Vr vr, string value)
    {
        if (value.Length == 0)
        {
            writer.WriteNullValue();
        }
        else if (vr == Vr.PN)
        {
            WriteName(writer, PersonName.Parse(value));
        }
        else if (vr is Vr.DS or Vr.IS &&
            decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(value);
        }
    }

    private static void WriteName(Utf8JsonWriter writer, PersonName name)
    {
        writer.WriteStartObject();
        if (!name.Alphabetic.IsEmpty) writer.WriteString("Alphabetic", name.Alphabetic.ToString());
        if (!name.Ideographic.IsEmpty) writer.WriteString("Ideographic", name.Ideographic.ToString());
        if (!name.Phonetic.IsEmpty) writer.WriteString("Phonetic", name.Phonetic.ToString());
        writer.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, Vr vr, ReadOnlySpan<byte> value)
    {
        var size = vr == Vr.AT ? sizeof(uint) : vr.WordSize;
        for (; value.Length >= size; value = value[size..]) WriteNumber(writer, vr, value);
    }

    private static void WriteNumber(Utf8JsonWriter writer, Vr vr, ReadOnlySpan<byte> value)
    {
        switch (vr)
        {
            case Vr.AT:
                writer.WriteStringValue(Name(new Tag(
                    BinaryPrimitives.ReadUInt16LittleEndian(value),
                    BinaryPrimitives.ReadUInt16LittleEndian(value[2..]))));
                break;
            case Vr.US:
                writer.WriteNumberValue(BinaryPrimitives.ReadUInt16LittleEndian(value));
                break;
            case Vr.SS:
                writer.WriteNumberValue(BinaryPrimitives.ReadInt16LittleEndian(value));
                break;
            case Vr.UL:
                writer.WriteNumberValue(BinaryPrimitives.ReadUInt32LittleEndian(value));
                break;
            case Vr.SL:
                writer.WriteNumberValue(BinaryPrimitives.ReadInt32LittleEndian(value));
                break;
            case Vr.UV:
                WriteInteger(writer, BinaryPrimitives.ReadUInt64LittleEndian(value));
                break;
            case Vr.SV:
                WriteInteger(writer, BinaryPrimitives.ReadInt64LittleEndian(value));
                break;
            case Vr.FL:
                WriteReal(writer, BinaryPrimitives.ReadSingleLittleEndian(value));
                break;
            case Vr.FD:
                WriteReal(writer, BinaryPrimitives.ReadDoubleLittleEndian(value));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(vr));
        }
    }

    private static void WriteInteger(Utf8JsonWriter writer, Int128 value)
    {
        if (Int128.Abs(value) <= LargestExactInteger) writer.WriteNumberValue((long)value);
        else writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteReal(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteStringValue(NotFinite(value));
    }

    private static void WriteReal(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteStringValue(NotFinite(value));
    }

    /// <summary>JSON has no numbers for these (PS3.18 §F.2.3).</summary>
    private static string NotFinite(double value) => value switch
    {
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ => "NaN",
    };

    private static string Name(Tag tag) => tag.Value.ToString("X8", CultureInfo.InvariantCulture);
}
