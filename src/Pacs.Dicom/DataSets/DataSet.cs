using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Text;

namespace Pacs.Dicom.DataSets;

/// <summary>
/// Data elements in ascending order of their tags (PS3.5 §7.1), each tag once. Not safe for use by several threads
/// while one of them changes it.
/// </summary>
public sealed class DataSet : IReadOnlyCollection<DataElement>
{
    private static readonly Tag SpecificCharacterSet = new(0x0008, 0x0005);

    private readonly List<DataElement> _elements;
    private DataSet? _container;
    private CharacterSet? _characterSet;

    public DataSet()
        : this(capacity: 0)
    {
    }

    internal DataSet(int capacity) => _elements = new List<DataElement>(capacity);

    public int Count => _elements.Count;

    /// <summary>
    /// The character set of this data set's text: its own (0008,0005), else the one of the data set this is an item of,
    /// else the default repertoire (PS3.5 §6.1.2.3, PS3.3 §C.12.1.1.2).
    /// </summary>
    public CharacterSet CharacterSet => Find(SpecificCharacterSet) is { } own
        ? _characterSet ??= CharacterSet.Parse(AsciiValues(own))
        : _container?.CharacterSet ?? CharacterSet.Default;

    /// <summary>The element with this tag, or null.</summary>
    public DataElement? Find(Tag tag)
    {
        var index = IndexOf(tag);
        return index >= 0 ? _elements[index] : null;
    }

    public bool Contains(Tag tag) => IndexOf(tag) >= 0;

    /// <summary>Adds the element, in place of one with the same tag if there is one.</summary>
    public void Set(DataElement element)
    {
        if (element.Tag == SpecificCharacterSet) _characterSet = null;

        var index = IndexOf(element.Tag);
        if (index >= 0) _elements[index] = element;
        else _elements.Insert(~index, element);
        Contain(element);
    }

    /// <summary>Adds the element unless there is one with the same tag.</summary>
    internal void TryAdd(DataElement element)
    {
        var index = IndexOf(element.Tag);
        if (index >= 0) return;

        _elements.Insert(~index, element);
        Contain(element);
    }

    /// <summary>
    /// Sets text in this data set's character set, values joined by backslash, padded to even length.
    /// </summary>
    public void Set(Tag tag, Vr vr, params ReadOnlySpan<string> values)
    {
        var text = string.Join('\\', values);
        var bytes = (vr.UsesSpecificCharacterSet ? CharacterSet : CharacterSet.Default).Encode(text, vr);
        Set(new DataElement(tag, vr, Padded(bytes, vr.Padding)));
    }

    /// <summary>
    /// Sets text, or with no values an empty element or sequence, with the VR of the dictionary; otherwise as
    /// <see cref="Set(Tag, Vr, ReadOnlySpan{string})"/>.
    /// </summary>
    /// <exception cref="ArgumentException">Values for an element that the dictionary does not know as text.</exception>
    public void Set(Tag tag, params ReadOnlySpan<string> values)
    {
        var vr = DicomDictionary.VrOf(tag);
        if (values.Length > 0 && !vr.IsText)
        {
            throw new ArgumentException($"{tag} is {vr.Letters}, which is not text.", nameof(values));
        }

        if (vr == Vr.SQ) Set(new DataElement(tag, []));
        else Set(tag, vr, values);
    }

    /// <summary>Sets one US value.</summary>
    public void Set(Tag tag, ushort value)
    {
        var bytes = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        Set(new DataElement(tag, Vr.US, bytes));
    }

    /// <summary>Sets one UL value.</summary>
    public void Set(Tag tag, uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Set(new DataElement(tag, Vr.UL, bytes));
    }

    public bool Remove(Tag tag)
    {
        var index = IndexOf(tag);
        if (index < 0) return false;

        if (tag == SpecificCharacterSet) _characterSet = null;
        _elements.RemoveAt(index);
        return true;
    }

    /// <summary>The first value as text without insignificant padding; null when absent or empty.</summary>
    public string? GetString(Tag tag) => GetStrings(tag) is [{ Length: > 0 } first, ..] ? first : null;

    /// <summary>All values as text, each without insignificant padding; none when absent or empty.</summary>
    public IReadOnlyList<string> GetStrings(Tag tag) => Find(tag) is { } element ? TextValues(element) : [];

    /// <summary>The items of a sequence; none when absent or no sequence.</summary>
    public IReadOnlyList<DataSet> GetItems(Tag tag) => Find(tag)?.Items ?? [];

    /// <summary>
    /// The first value of an integer VR (US, SS, UL, SL) or of IS; null when absent, empty or no such number.
    /// </summary>
    public int? GetInt32(Tag tag)
    {
        if (Find(tag) is not { } element) return null;

        var value = element.Value.Span;
        return VrOf(element) switch
        {
            Vr.US when value.Length >= 2 => BinaryPrimitives.ReadUInt16LittleEndian(value),
            Vr.SS when value.Length >= 2 => BinaryPrimitives.ReadInt16LittleEndian(value),
            Vr.UL when value.Length >= 4 && BinaryPrimitives.ReadInt32LittleEndian(value) is >= 0 and var n => n,
            Vr.SL when value.Length >= 4 => BinaryPrimitives.ReadInt32LittleEndian(value),
            Vr.IS when int.TryParse(GetString(tag), NumberStyles.AllowLeadingSign, null, out var n) => n,
            _ => null,
        };
    }

    public List<DataElement>.Enumerator GetEnumerator() => _elements.GetEnumerator();

    IEnumerator<DataElement> IEnumerable<DataElement>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Contain(DataElement element)
    {
        if (element.Items is not { } items) return;

        for (var i = 0; i < items.Count; i++) items[i]._container = this;
    }

    private IReadOnlyList<string> TextValues(DataElement element)
    {
        var vr = VrOf(element);
        if (element.Value.IsEmpty || !(vr.IsText || vr == Vr.UN)) return [];

        var characterSet = vr.UsesSpecificCharacterSet ? CharacterSet : CharacterSet.Default;
        return characterSet.DecodeValues(element.Value.Span, vr);
    }

    // What once went through implicit VR is often UN though the dictionary knows better; UN is little endian.
    private static Vr VrOf(DataElement element) => element.Vr == Vr.UN ? DicomDictionary.VrOf(element.Tag) : element.Vr;

    private static IReadOnlyList<string> AsciiValues(DataElement element) =>
        CharacterSet.Default.DecodeValues(element.Value.Span, Vr.CS);

    private static byte[] Padded(byte[] bytes, byte padding) => bytes.Length % 2 == 0 ? bytes : [.. bytes, padding];

    private int IndexOf(Tag tag)
    {
        int low = 0, high = _elements.Count - 1;
        if (high < 0 || _elements[high].Tag < tag) return ~(high + 1); // data sets are built in ascending order

        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var found = _elements[middle].Tag;
            if (found == tag) return middle;
            if (found < tag) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }
}
