using System.Buffers;
using System.Buffers.Binary;
using Pacs.Dicom.DataSets;

namespace Pacs.Index.Writing;

/// <summary>
/// The elements of one level as bytes, with the character set they are in: equal bytes are the same level said again,
/// as the instances of a series do of their series, study and patient.
/// </summary>
internal static class LevelKey
{
    public static void Append(DataElement element, IBufferWriter<byte> bytes)
    {
        var value = element.Value.Span;
        var head = bytes.GetSpan(12);
        BinaryPrimitives.WriteUInt32LittleEndian(head, element.Tag.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], (uint)element.Vr);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], element.Items?.Count ?? value.Length);
        bytes.Advance(12);
        bytes.Write(value);
        foreach (var item in element.Items ?? [])
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.GetSpan(4), item.Count);
            bytes.Advance(4);
            foreach (var nested in item) Append(nested, bytes);
        }
    }
}
