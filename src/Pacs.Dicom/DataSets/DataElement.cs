namespace Pacs.Dicom.DataSets;

/// <summary>
/// One data element (PS3.5 §7.1): a tag, a VR and either a value, the items of a sequence, or the fragments of
/// encapsulated pixel data; or the note that the value was left where it lies. Immutable; the bytes are shared, not copied.
/// </summary>
public sealed class DataElement
{
    private static readonly object LeftBehind = new();

    // The items, the fragments or the note: at most one of them is there, and most elements have none.
    private readonly object? _parts;

    /// <param name="tag">The tag.</param>
    /// <param name="vr">Any VR but SQ.</param>
    /// <param name="value">The value field in little endian byte order, with its padding as received.</param>
    public DataElement(Tag tag, Vr vr, ReadOnlyMemory<byte> value)
    {
        Tag = tag;
        Vr = vr;
        Value = value;
    }

    /// <summary>A sequence of items, possibly none (PS3.5 §7.5).</summary>
    public DataElement(Tag tag, IReadOnlyList<DataSet> items)
    {
        Tag = tag;
        Vr = Vr.SQ;
        _parts = items;
    }

    /// <summary>
    /// Encapsulated pixel data: the Basic Offset Table, possibly empty, then the fragments (PS3.5 §A.4).
    /// </summary>
    public DataElement(Tag tag, Vr vr, IReadOnlyList<ReadOnlyMemory<byte>> fragments)
    {
        Tag = tag;
        Vr = vr;
        _parts = fragments;
    }

    private DataElement(Tag tag, Vr vr, object parts)
    {
        Tag = tag;
        Vr = vr;
        _parts = parts;
    }

    public Tag Tag { get; }

    public Vr Vr { get; }

    /// <summary>The value field in little endian byte order, padding included; empty for items and fragments.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <summary>The items when the element is a sequence, otherwise null.</summary>
    public IReadOnlyList<DataSet>? Items => _parts as IReadOnlyList<DataSet>;

    /// <summary>The offset table and fragments when the element is encapsulated, otherwise null.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Fragments => _parts as IReadOnlyList<ReadOnlyMemory<byte>>;

    /// <summary>True when there is a value, which was not read: bulk data (PS3.18 §F.2.6).</summary>
    public bool IsLeftOut => _parts == LeftBehind;

    /// <summary>True when the value has zero length, or the sequence no items.</summary>
    public bool IsEmpty => Value.IsEmpty && (_parts is null || (Items?.Count ?? Fragments?.Count) == 0);

    /// <summary>An element whose value was not read.</summary>
    public static DataElement LeftOut(Tag tag, Vr vr) => new(tag, vr, LeftBehind);

    public override string ToString() => $"{Tag} {Vr.Letters}";
}
