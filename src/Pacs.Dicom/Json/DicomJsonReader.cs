using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Pacs.Dicom.DataSets;

namespace Pacs.Dicom.Json;

/// <summary>
/// Reads data sets in the DICOM JSON Model (PS3.18 Annex F): one, or an array of them. Text becomes UTF-8, and the data set says
/// so. Names that are no tags are passed over; a tag that occurs twice, a VR that is none and a value of another type than
/// its VR has are refused.
/// </summary>
public ref struct DicomJsonReader
{
    // An object for the element, an array for its value, an object for the item: three per level, and the array around all.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 4 + (3 * ValueText.MaxDepth) };

    private readonly List<DetachedValue> _detached = [];
    private Utf8JsonReader _json;

    private DicomJsonReader(ReadOnlySequence<byte> json) => _json = new Utf8JsonReader(json, Options);

    /// <param name="json">The whole text, in UTF-8.</param>
    /// <exception cref="DicomFormatException">It is no JSON, nested too deeply, or not of this model.</exception>
    public static IReadOnlyList<DetachedDataSet> ReadAll(ReadOnlySequence<byte> json)
    {
        try
        {
            return new DicomJsonReader(json).ReadAll();
        }
        catch (JsonException e)
        {
            throw new DicomFormatException($"The JSON text cannot be read: {e.Message}");
        }
        catch (InvalidOperationException e) // a string that is not UTF-16, such as half a surrogate pair
        {
            throw new DicomFormatException($"The JSON text cannot be read: {e.Message}");
        }
    }

    /// <inheritdoc cref="ReadAll(ReadOnlySequence{byte})"/>
    public static IReadOnlyList<DetachedDataSet> ReadAll(ReadOnlyMemory<byte> json) => ReadAll(new ReadOnlySequence<byte>(json));

    // dataset | [dataset, ..]
    private List<DetachedDataSet> ReadAll()
    {
        var all = new List<DetachedDataSet>();
        _json.Read();
        if (_json.TokenType == JsonTokenType.StartObject)
        {
            all.Add(ReadOne());
        }
        else
        {
            Expect(JsonTokenType.StartArray, "A data set is an object, several are an array of objects");
            while (Next() != JsonTokenType.EndArray)
            {
                Expect(JsonTokenType.StartObject, "A data set is an object");
                all.Add(ReadOne());
            }
        }

        if (_json.Read()) throw new DicomFormatException("Something follows the JSON text.");
        return all;
    }

    private DetachedDataSet ReadOne()
    {
        _detached.Clear();
        var dataSet = new DataSet();
        dataSet.Set(ValueText.Utf8Element);
        ReadInto(dataSet);
        return new DetachedDataSet(dataSet, [.. _detached]);
    }

    private void ReadInto(DataSet dataSet)
    {
        while (Next() != JsonTokenType.EndObject)
        {
            var name = _json.GetString() ?? "";
            Next();
            if (name.Length != 8 || !Tag.TryParse(name, out var tag))
            {
                _json.Skip();
                continue;
            }

            if (tag == ValueText.SpecificCharacterSet || tag.IsGroupLength)
            {
                _json.Skip(); // it speaks of the encoding that the data set once had
                continue;
            }

            Expect(JsonTokenType.StartObject, $"{tag} is an object");
            if (dataSet.Contains(tag)) throw new DicomFormatException($"{tag} occurs twice.");

            ReadElement(dataSet, tag);
        }
    }

    // {"vr": "..", "Value": [..] | "InlineBinary": ".." | "BulkDataURI": ".."}, in any order
    private void ReadElement(DataSet dataSet, Tag tag)
    {
        var start = _json;
        var vr = VrOf(tag);
        _json = start; // the VR may stand behind the value that it is needed for

        DataElement? element = null;
        string? uri = null;
        while (Next() != JsonTokenType.EndObject)
        {
            var isValue = _json.ValueTextEquals("Value"u8);
            var isInline = _json.ValueTextEquals("InlineBinary"u8);
            var isUri = _json.ValueTextEquals("BulkDataURI"u8);
            Next();
            if (!(isValue || isInline || isUri))
            {
                _json.Skip();
                continue;
            }

            if (element is not null || uri is not null) throw new DicomFormatException($"{tag} has more than one value field.");

            if (isValue) element = ReadValue(tag, vr);
            else if (isInline) element = ReadBinary(tag, vr);
            else uri = ReadString(tag);
        }

        dataSet.Set(element ?? ValueText.Empty(tag, vr));
        if (uri is not null) _detached.Add(new DetachedValue(dataSet, tag, vr, uri));
    }

    private Vr VrOf(Tag tag)
    {
        Vr? vr = null;
        while (Next() != JsonTokenType.EndObject)
        {
            var isVr = _json.ValueTextEquals("vr"u8);
            Next();
            if (!isVr)
            {
                _json.Skip();
                continue;
            }

            if (vr is not null) throw new DicomFormatException($"{tag} has two VRs.");
            vr = ValueText.ParseVr(tag, ReadString(tag));
        }

        return vr ?? ValueText.DefaultVrOf(tag);
    }

    private DataElement ReadValue(Tag tag, Vr vr)
    {
        Expect(JsonTokenType.StartArray, $"The Value of {tag} is an array");
        if (vr == Vr.SQ) return new DataElement(tag, ReadItems(tag));

        var value = new ValueText(tag, vr);
        while (Next() != JsonTokenType.EndArray)
        {
            switch (_json.TokenType)
            {
                case JsonTokenType.Null:
                    value.AddEmpty();
                    break;
                case JsonTokenType.String:
                    value.AddText(_json.GetString() ?? "");
                    break;
                case JsonTokenType.Number:
                    value.AddNumber(NumberText());
                    break;
                case JsonTokenType.StartObject when vr == Vr.PN:
                    value.AddText(ReadName(tag));
                    break;
                default:
                    throw new DicomFormatException($"{tag} has a value of another type than {vr.Letters} has.");
            }
        }

        return value.ToElement();
    }

    private List<DataSet> ReadItems(Tag tag)
    {
        var items = new List<DataSet>();
        while (Next() != JsonTokenType.EndArray)
        {
            var item = new DataSet();
            items.Add(item);
            if (_json.TokenType == JsonTokenType.Null) continue; // an empty item, as some write it

            Expect(JsonTokenType.StartObject, $"An item of {tag} is an object");
            ReadInto(item);
        }

        return items;
    }

    private string ReadName(Tag tag)
    {
        Span<string> groups = ["", "", ""];
        while (Next() != JsonTokenType.EndObject)
        {
            var group = _json.GetString() switch { "Alphabetic" => 0, "Ideographic" => 1, "Phonetic" => 2, _ => -1 };
            Next();
            if (group < 0) _json.Skip();
            else if (_json.TokenType != JsonTokenType.Null) groups[group] = ReadString(tag);
        }

        return string.Join('=', groups).TrimEnd('=');
    }

    private DataElement ReadBinary(Tag tag, Vr vr)
    {
        Expect(JsonTokenType.String, $"The InlineBinary of {tag} is a string");
        if (!_json.TryGetBytesFromBase64(out var bytes)) throw new DicomFormatException($"The InlineBinary of {tag} is not base64.");
        return vr == Vr.SQ ? throw new DicomFormatException($"{tag} is a sequence and has no InlineBinary.") : new DataElement(tag, vr, bytes);
    }

    private string ReadString(Tag tag)
    {
        Expect(JsonTokenType.String, $"A string is wanted in {tag}");
        return _json.GetString() ?? "";
    }

    private readonly string NumberText() => System.Text.Encoding.ASCII.GetString(
        _json.HasValueSequence ? _json.ValueSequence.ToArray() : _json.ValueSpan);

    private JsonTokenType Next() => _json.Read() ? _json.TokenType : throw new DicomFormatException("The JSON text ends early.");

    private readonly void Expect(JsonTokenType type, string rule)
    {
        if (_json.TokenType != type)
        {
            throw new DicomFormatException(string.Create(CultureInfo.InvariantCulture, $"{rule}; offset {_json.TokenStartIndex} has something else."));
        }
    }
}
