using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Text;

namespace Pacs.Dicom.Xml;

/// <summary>
/// Writes data sets in the Native DICOM Model (PS3.19 §A.1). As in JSON, binary values stand inline unless a link is given for
/// them, and encapsulated pixel data without one is left without a value.
/// </summary>
public static class DicomXmlWriter
{
    public const string Namespace = "http://dicom.nema.org/PS3.19/models/NativeDICOM";

    private static readonly Tag SpecificCharacterSet = new(0x0008, 0x0005);

    /// <summary>What an XML writer needs to be for this; characters that XML cannot have are replaced here.</summary>
    public static XmlWriterSettings Settings { get; } = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        CheckCharacters = false,
        CloseOutput = false,
    };

    /// <inheritdoc cref="Json.DicomJsonWriter.Write(System.Text.Json.Utf8JsonWriter, DataSet, BulkDataLink?)"/>
    public static void Write(XmlWriter writer, DataSet dataSet, BulkDataLink? bulkData = null)
    {
        writer.WriteStartDocument();
        writer.WriteStartElement("NativeDicomModel", Namespace);
        writer.WriteAttributeString("xml", "space", null, "preserve");
        WriteAttributes(writer, dataSet, bulkData, []);
        writer.WriteEndElement();
        writer.WriteEndDocument();
    }

    // <DicomAttribute tag="ggggeeee" vr=".." [keyword=".."] [privateCreator=".."]> .. </DicomAttribute>
    private static void WriteAttributes(XmlWriter writer, DataSet dataSet, BulkDataLink? bulkData, List<ItemStep> path)
    {
        foreach (var element in dataSet)
        {
            var tag = element.Tag;
            if (tag.IsGroupLength) continue;

            writer.WriteStartElement("DicomAttribute", Namespace);
            writer.WriteAttributeString("tag", Name(tag));
            writer.WriteAttributeString("vr", element.Vr.Letters);
            if (DicomDictionary.Find(tag) is { } entry) writer.WriteAttributeString("keyword", entry.Keyword);
            if (CreatorOf(dataSet, tag) is { } creator) writer.WriteAttributeString("privateCreator", Clean(creator));

            if (element.Items is { Count: > 0 } items)
            {
                for (var i = 0; i < items.Count; i++)
                {
                    writer.WriteStartElement("Item", Namespace);
                    writer.WriteAttributeString("number", Number(i + 1));
                    path.Add(new ItemStep(tag, i + 1));
                    WriteAttributes(writer, items[i], bulkData, path);
                    path.RemoveAt(path.Count - 1);
                    writer.WriteEndElement();
                }
            }
            else if (bulkData?.Invoke(CollectionsMarshal.AsSpan(path), element) is { } uri)
            {
                writer.WriteStartElement("BulkData", Namespace);
                writer.WriteAttributeString("uri", uri);
                writer.WriteEndElement();
            }
            else if (!element.IsEmpty)
            {
                WriteValue(writer, dataSet, element);
            }

            writer.WriteEndElement();
        }
    }

    private static void WriteValue(XmlWriter writer, DataSet dataSet, DataElement element)
    {
        if (element.Fragments is not null || element.IsLeftOut) return;

        if (element.Vr.IsBinary)
        {
            writer.WriteStartElement("InlineBinary", Namespace);
            writer.WriteBase64(element.Value.ToArray(), 0, element.Value.Length);
            writer.WriteEndElement();
            return;
        }

        var values = ValuesOf(dataSet, element);
        if (values is [""]) return;

        for (var i = 0; i < values.Count; i++)
        {
            writer.WriteStartElement(element.Vr == Vr.PN ? "PersonName" : "Value", Namespace);
            writer.WriteAttributeString("number", Number(i + 1));
            if (element.Vr == Vr.PN) WriteName(writer, PersonName.Parse(values[i]));
            else writer.WriteString(Clean(values[i]));
            writer.WriteEndElement();
        }
    }

    private static void WriteName(XmlWriter writer, PersonName name)
    {
        WriteGroup(writer, "Alphabetic", name.Alphabetic);
        WriteGroup(writer, "Ideographic", name.Ideographic);
        WriteGroup(writer, "Phonetic", name.Phonetic);
    }

    private static void WriteGroup(XmlWriter writer, string name, PersonNameGroup group)
    {
        if (group.IsEmpty) return;

        writer.WriteStartElement(name, Namespace);
        WriteComponent(writer, "FamilyName", group.FamilyName);
        WriteComponent(writer, "GivenName", group.GivenName);
        WriteComponent(writer, "MiddleName", group.MiddleName);
        WriteComponent(writer, "NamePrefix", group.Prefix);
        WriteComponent(writer, "NameSuffix", group.Suffix);
        writer.WriteEndElement();
    }

    private static void WriteComponent(XmlWriter writer, string name, string text)
    {
        if (text.Length > 0) writer.WriteElementString(name, Namespace, Clean(text));
    }

    private static IReadOnlyList<string> ValuesOf(DataSet dataSet, DataElement element)
    {
        if (element.Tag == SpecificCharacterSet) return [CharacterSet.Utf8.ToString()]; // as in JSON
        if (element.Vr.IsText) return dataSet.GetStrings(element.Tag);

        var size = element.Vr == Vr.AT ? sizeof(uint) : element.Vr.WordSize;
        var values = new List<string>();
        for (var value = element.Value.Span; value.Length >= size; value = value[size..]) values.Add(NumberText(element.Vr, value));
        return values;
    }

    private static string NumberText(Vr vr, ReadOnlySpan<byte> value) => vr switch
    {
        Vr.AT => Name(new Tag(BinaryPrimitives.ReadUInt16LittleEndian(value), BinaryPrimitives.ReadUInt16LittleEndian(value[2..]))),
        Vr.US => Number(BinaryPrimitives.ReadUInt16LittleEndian(value)),
        Vr.SS => Number(BinaryPrimitives.ReadInt16LittleEndian(value)),
        Vr.UL => Number(BinaryPrimitives.ReadUInt32LittleEndian(value)),
        Vr.SL => Number(BinaryPrimitives.ReadInt32LittleEndian(value)),
        Vr.UV => Number(BinaryPrimitives.ReadUInt64LittleEndian(value)),
        Vr.SV => Number(BinaryPrimitives.ReadInt64LittleEndian(value)),
        Vr.FL => Number(BinaryPrimitives.ReadSingleLittleEndian(value)),
        Vr.FD => Number(BinaryPrimitives.ReadDoubleLittleEndian(value)),
        _ => throw new ArgumentOutOfRangeException(nameof(vr)),
    };

    private static string? CreatorOf(DataSet dataSet, Tag tag) => tag is { IsPrivate: true, Element: >= 0x1000 }
        ? dataSet.GetString(new Tag(tag.Group, (ushort)(tag.Element >> 8)))
        : null;

    /// <summary>XML 1.0 has no control characters but three; the escape that a damaged value may hold becomes U+FFFD.</summary>
    private static string Clean(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!XmlConvert.IsXmlChar(text[i]) && !char.IsSurrogate(text[i])) return Cleaned(text);
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) return Cleaned(text);
            i++;
        }

        return text;
    }

    private static string Cleaned(string text) => string.Concat(text.EnumerateRunes().Select(rune =>
        rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "\uFFFD"));

    private static string Name(Tag tag) => tag.Value.ToString("X8", CultureInfo.InvariantCulture);

    private static string Number<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
