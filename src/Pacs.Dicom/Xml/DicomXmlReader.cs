using System.Xml;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Text;

namespace Pacs.Dicom.Xml;

/// <summary>
/// Reads a data set in the Native DICOM Model (PS3.19 §A.1). A document type is refused, so no entity is ever expanded, and
/// nothing outside the text is ever asked for.
/// </summary>
public sealed class DicomXmlReader
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = false,
    };

    private readonly List<DetachedValue> _detached = [];
    private readonly XmlReader _xml;

    private DicomXmlReader(XmlReader xml) => _xml = xml;

    /// <exception cref="DicomFormatException">It is no XML, has a document type, is nested too deeply, or not of this model.</exception>
    public static DetachedDataSet Read(Stream text)
    {
        using var xml = XmlReader.Create(text, Settings);
        try
        {
            return new DicomXmlReader(xml).ReadModel();
        }
        catch (Exception e) when (e is XmlException or FormatException)
        {
            throw new DicomFormatException($"The XML text cannot be read: {e.Message}");
        }
    }

    // <NativeDicomModel> DicomAttribute* </NativeDicomModel>, in the namespace of PS3.19 or, as many write it, in none
    private DetachedDataSet ReadModel()
    {
        _xml.MoveToContent();
        if (_xml.LocalName != "NativeDicomModel") throw new DicomFormatException("The root element is not NativeDicomModel.");

        var dataSet = new DataSet();
        dataSet.Set(ValueText.Utf8Element);
        ReadAttributes(dataSet, depth: 0);
        return new DetachedDataSet(dataSet, _detached);
    }

    private void ReadAttributes(DataSet dataSet, int depth)
    {
        foreach (var name in Children())
        {
            if (name == "DicomAttribute") ReadAttribute(dataSet, depth);
            else _xml.Skip();
        }
    }

    private void ReadAttribute(DataSet dataSet, int depth)
    {
        if (_xml.GetAttribute("tag") is not { Length: 8 } text || !Tag.TryParse(text, out var tag))
        {
            throw new DicomFormatException("A DicomAttribute has no tag.");
        }

        var vr = _xml.GetAttribute("vr") is { } letters ? ValueText.ParseVr(tag, letters) : ValueText.DefaultVrOf(tag);
        if (tag == ValueText.SpecificCharacterSet || tag.IsGroupLength)
        {
            _xml.Skip(); // it speaks of the encoding that the data set once had
            return;
        }

        if (dataSet.Contains(tag)) throw new DicomFormatException($"{tag} occurs twice.");

        dataSet.Set(ReadContent(dataSet, tag, vr, depth));
    }

    private DataElement ReadContent(DataSet dataSet, Tag tag, Vr vr, int depth)
    {
        var values = new SortedDictionary<int, string>();
        var items = new List<DataSet>();
        DataElement? binary = null;
        foreach (var name in Children())
        {
            switch (name)
            {
                case "Value" when vr != Vr.SQ:
                    Add(values, tag, _xml.ReadElementContentAsString);
                    break;
                case "PersonName" when vr == Vr.PN:
                    Add(values, tag, ReadName);
                    break;
                case "Item" when vr == Vr.SQ:
                    if (depth == ValueText.MaxDepth) throw new DicomFormatException($"More than {depth} sequences inside one another.");
                    var item = new DataSet();
                    items.Add(item);
                    ReadAttributes(item, depth + 1);
                    break;
                case "InlineBinary" when vr != Vr.SQ:
                    binary = new DataElement(tag, vr, Convert.FromBase64String(_xml.ReadElementContentAsString()));
                    break;
                case "BulkData":
                    var uri = _xml.GetAttribute("uri") ?? _xml.GetAttribute("uuid")
                        ?? throw new DicomFormatException($"The BulkData of {tag} has no uri.");
                    _detached.Add(new DetachedValue(dataSet, tag, vr, uri));
                    _xml.Skip();
                    break;
                default:
                    throw new DicomFormatException($"{tag} has a {name}, which {vr.Letters} has not.");
            }
        }

        return vr == Vr.SQ ? new DataElement(tag, items) : binary ?? ToElement(tag, vr, values);
    }

    private void Add(SortedDictionary<int, string> values, Tag tag, Func<string> read)
    {
        var number = int.TryParse(_xml.GetAttribute("number"), out var stated) && stated > 0 ? stated : values.Count + 1;
        if (number > values.Count + ushort.MaxValue || !values.TryAdd(number, read()))
        {
            throw new DicomFormatException($"{tag} has a value whose number is another's, or far off.");
        }
    }

    private static DataElement ToElement(Tag tag, Vr vr, SortedDictionary<int, string> values)
    {
        var value = new ValueText(tag, vr);
        var next = 1;
        foreach (var (number, text) in values)
        {
            while (next++ < number) value.AddEmpty(); // numbers that are left out are empty values (PS3.19 §A.1.5)
            value.AddText(text);
        }

        return value.ToElement();
    }

    private string ReadName()
    {
        var name = new PersonName();
        foreach (var group in Children())
        {
            if (group is not ("Alphabetic" or "Ideographic" or "Phonetic"))
            {
                _xml.Skip();
                continue;
            }

            var read = ReadGroup();
            name = group switch
            {
                "Alphabetic" => name with { Alphabetic = read },
                "Ideographic" => name with { Ideographic = read },
                _ => name with { Phonetic = read },
            };
        }

        return name.ToString();
    }

    private PersonNameGroup ReadGroup()
    {
        var group = new PersonNameGroup();
        foreach (var component in Children())
        {
            var text = _xml.ReadElementContentAsString();
            group = component switch
            {
                "FamilyName" => group with { FamilyName = text },
                "GivenName" => group with { GivenName = text },
                "MiddleName" => group with { MiddleName = text },
                "NamePrefix" => group with { Prefix = text },
                "NameSuffix" => group with { Suffix = text },
                _ => group,
            };
        }

        return group;
    }

    /// <summary>The local names of the element's children one by one, each to be read or skipped before the next; then the element is behind.</summary>
    private IEnumerable<string> Children()
    {
        if (_xml.IsEmptyElement)
        {
            _xml.Read();
            yield break;
        }

        _xml.ReadStartElement();
        while (_xml.MoveToContent() == XmlNodeType.Element) yield return _xml.LocalName;
        if (_xml.NodeType != XmlNodeType.EndElement) throw new DicomFormatException("Text stands where elements are wanted.");
        _xml.ReadEndElement();
    }
}
