using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Text;

namespace Pacs.Dicom.Json;

/// <summary>
/// Writes data sets in the DICOM JSON Model (PS3.18 Annex F). Binary values stand inline unless a link is given for them;
/// encapsulated pixel data without a link, which the model has no form for, is left without a value. Group lengths, which
/// the model does not have, are left out.
/// </summary>
public static class DicomJsonWriter
{
    /// <summary>Beyond this whole numbers are strings: many readers know doubles only (PS3.18 §F.2.3).</summary>
    private const long LargestExactInteger = 1L << 53;

    private const byte Backslash = (byte)'\\';

    private static readonly Tag SpecificCharacterSet = new(0x0008, 0x0005);

    // Of these the writer knows that nothing in them has to be escaped.
    private static readonly JsonEncodedText VrName = JsonEncodedText.Encode("vr"), ValueName = JsonEncodedText.Encode("Value");

    /// <param name="writer">Where the object goes.</param>
    /// <param name="dataSet">What is written.</param>
    /// <param name="bulkData">Says of each value whether a link is to stand in its place; null: all are written.</param>
    // {"ggggeeee": {"vr": "..", "Value": [..] | "InlineBinary": ".." | "BulkDataURI": ".."}, ..}
    public static void Write(Utf8JsonWriter writer, DataSet dataSet, BulkDataLink? bulkData = null) =>
        Write(writer, dataSet, bulkData, bulkData is null ? null : []);

    private static void Write(Utf8JsonWriter writer, DataSet dataSet, BulkDataLink? bulkData, List<ItemStep>? path)
    {
        Span<byte> name = stackalloc byte[8];
        Span<byte> vr = stackalloc byte[2];
        writer.WriteStartObject();
        foreach (var element in dataSet)
        {
            if (element.Tag.IsGroupLength) continue;

            WriteHex(element.Tag.Value, name);
            BinaryPrimitives.WriteUInt16BigEndian(vr, (ushort)element.Vr);
            writer.WriteStartObject(name);
            writer.WriteString(VrName, vr);
            if (element.Items is { Count: > 0 } items)
            {
                WriteItems(writer, element.Tag, items, bulkData, path);
            }
            else if (path is not null && bulkData?.Invoke(CollectionsMarshal.AsSpan(path), element) is { } uri)
            {
                writer.WriteString("BulkDataURI"u8, uri);
            }
            else if (!element.IsEmpty)
            {
                WriteValue(writer, dataSet, element);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteItems(
        Utf8JsonWriter writer, Tag tag, IReadOnlyList<DataSet> items, BulkDataLink? bulkData, List<ItemStep>? path)
    {
        writer.WriteStartArray(ValueName);
        for (var i = 0; i < items.Count; i++)
        {
            path?.Add(new ItemStep(tag, i + 1));
            Write(writer, items[i], bulkData, path);
            path?.RemoveAt(path.Count - 1);
        }

        writer.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, DataSet dataSet, DataElement element)
    {
        if (element.Fragments is not null || element.IsLeftOut) return;

        var value = element.Value.Span;
        if (element.Vr.IsBinary)
        {
            writer.WriteBase64String("InlineBinary"u8, value);
        }
        else if (!element.Vr.IsText)
        {
            writer.WriteStartArray(ValueName);
            WriteNumbers(writer, element.Vr, value);
            writer.WriteEndArray();
        }
        else if (element.Tag == SpecificCharacterSet)
        {
            writer.WriteStartArray(ValueName);
            writer.WriteStringValue("ISO_IR 192"u8); // JSON is UTF-8, whatever the data set was
            writer.WriteEndArray();
        }
        else if ((element.Vr.UsesSpecificCharacterSet ? dataSet.CharacterSet : CharacterSet.Default).IsAscii(value))
        {
            WriteAscii(writer, element.Vr, value);
        }
        else
        {
            WriteText(writer, element.Vr, dataSet.GetStrings(element.Tag));
        }
    }

    /// <summary>The same as <see cref="WriteText"/> for what is ASCII, which nearly all values are, without making strings of it.</summary>
    private static void WriteAscii(Utf8JsonWriter writer, Vr vr, ReadOnlySpan<byte> value)
    {
        if (!vr.IsMultiValuedText)
        {
            value = value.TrimEnd(" \0"u8);
            if (value.IsEmpty) return;

            writer.WriteStartArray(ValueName);
            writer.WriteStringValue(value);
            writer.WriteEndArray();
            return;
        }

        if (value.Trim(" \0"u8).IsEmpty) return; // one value, and that empty

        writer.WriteStartArray(ValueName);
        foreach (var range in value.Split(Backslash))
        {
            var one = value[range].Trim(" \0"u8);
            if (one.IsEmpty) writer.WriteNullValue();
            else if (vr == Vr.PN) WriteName(writer, one);
            else if (vr is Vr.DS or Vr.IS) JsonNumber.Write(writer, one);
            else writer.WriteStringValue(one);
        }

        writer.WriteEndArray();
    }

    // {"Alphabetic": "..", "Ideographic": "..", "Phonetic": ".."}, empty ones left out (PS3.18 §F.2.2)
    private static void WriteName(Utf8JsonWriter writer, ReadOnlySpan<byte> name)
    {
        writer.WriteStartObject();
        var group = 0;
        foreach (var range in name.Split((byte)'='))
        {
            var text = name[range].TrimEnd("^ "u8);
            if (!text.IsEmpty && group < 3)
            {
                writer.WriteString(group switch { 0 => "Alphabetic"u8, 1 => "Ideographic"u8, _ => "Phonetic"u8 }, text);
            }

            group++;
        }

        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, Vr vr, IReadOnlyList<string> values)
    {
        if (values is [] or [""]) return;

        writer.WriteStartArray(ValueName);
        foreach (var value in values)
        {
            if (value.Length == 0) writer.WriteNullValue();
            else if (vr == Vr.PN) WriteName(writer, PersonName.Parse(value));
            else writer.WriteStringValue(value); // a DS or IS that is not ASCII is no number
        }

        writer.WriteEndArray();
    }

    private static void WriteName(Utf8JsonWriter writer, PersonName name)
    {
        writer.WriteStartObject();
        if (!name.Alphabetic.IsEmpty) writer.WriteString("Alphabetic"u8, name.Alphabetic.ToString());
        if (!name.Ideographic.IsEmpty) writer.WriteString("Ideographic"u8, name.Ideographic.ToString());
        if (!name.Phonetic.IsEmpty) writer.WriteString("Phonetic"u8, name.Phonetic.ToString());
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
                WriteTag(writer, value);
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

    private static void WriteTag(Utf8JsonWriter writer, ReadOnlySpan<byte> value)
    {
        var tag = new Tag(BinaryPrimitives.ReadUInt16LittleEndian(value), BinaryPrimitives.ReadUInt16LittleEndian(value[2..]));
        Span<byte> name = stackalloc byte[8];
        WriteHex(tag.Value, name);
        writer.WriteStringValue(name);
    }

    private static void WriteHex(uint value, Span<byte> digits)
    {
        for (var i = digits.Length - 1; i >= 0; i--, value >>= 4) digits[i] = "0123456789ABCDEF"u8[(int)(value & 0xF)];
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
    private static ReadOnlySpan<byte> NotFinite(double value) => value switch
    {
        double.PositiveInfinity => "inf"u8,
        double.NegativeInfinity => "-inf"u8,
        _ => "NaN"u8,
    };
}
