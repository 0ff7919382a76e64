using System.Buffers.Binary;
using System.Text;
using Pacs.Dicom.DataSets;

namespace Pacs.Network.Messages;

/// <summary>Encodes command sets, one after the other, in a buffer of its own (PS3.7 §6.3.1).</summary>
internal sealed class CommandSetWriter
{
    /// <summary>
    /// Command Data Set Type of a message without a data set; any other value says there is one (PS3.7 §E.1).
    /// </summary>
    public const ushort NoDataSet = 0x0101;

    private const ushort WithDataSet = 0x0001;
    private const int ElementHeader = 8;
    private const int MaxErrorComment = 64;

    private byte[] _bytes = new byte[512];
    private int _length;
    private bool _hasDataSet;

    /// <summary>The command set, valid until the next one is encoded.</summary>
    public ReadOnlyMemory<byte> Encode(Command command, bool hasDataSet)
    {
        _length = 0;
        _hasDataSet = hasDataSet;
        var groupLength = Take(CommandElement.GroupLength, sizeof(uint));
        groupLength.Clear();
        command.Write(this);
        const int counted = ElementHeader + sizeof(uint);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(ElementHeader), (uint)(_length - counted));
        return _bytes.AsMemory(0, _length);
    }

    public void Write(CommandField field) => Write(CommandElement.CommandField, (ushort)field);

    public void WriteDataSetType() => Write(CommandElement.CommandDataSetType, _hasDataSet ? WithDataSet : NoDataSet);

    public void Write(CommandElement element, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(Take(element, sizeof(ushort)), value);

    public void Write(CommandElement element, ushort? value)
    {
        if (value is { } present) Write(element, present);
    }

    /// <summary>A UID is padded by NUL (PS3.5 §9.1).</summary>
    public void WriteUid(CommandElement element, string? uid) => WriteText(element, uid, 0);

    public void WriteAeTitle(CommandElement element, string? title) => WriteText(element, title, (byte)' ');

    /// <summary>Status, then what explains it (PS3.7 Annex C).</summary>
    public void WriteStatus(ResponseCommand response)
    {
        Write(CommandElement.Status, response.Status.Code);
        WriteTags(CommandElement.OffendingElement, response.OffendingElements);
        var comment = response.ErrorComment;
        if (comment is { Length: > MaxErrorComment }) comment = comment[..MaxErrorComment];
        WriteText(CommandElement.ErrorComment, comment, (byte)' ');
    }

    public void WriteTags(CommandElement element, IReadOnlyList<Tag> tags)
    {
        if (tags.Count == 0) return;

        var value = Take(element, 2 * sizeof(ushort) * tags.Count);
        for (var i = 0; i < tags.Count; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(value[(4 * i)..], tags[i].Group);
            BinaryPrimitives.WriteUInt16LittleEndian(value[(4 * i + 2)..], tags[i].Element);
        }
    }

    public void WriteCounts(SubOperations counts)
    {
        Write(CommandElement.NumberOfRemainingSuboperations, counts.Remaining);
        Write(CommandElement.NumberOfCompletedSuboperations, counts.Completed);
        Write(CommandElement.NumberOfFailedSuboperations, counts.Failed);
        Write(CommandElement.NumberOfWarningSuboperations, counts.Warning);
    }

    private void WriteText(CommandElement element, string? text, byte padding)
    {
        if (string.IsNullOrEmpty(text)) return;

        // What the default repertoire cannot say becomes '?': there is no character set in a command set.
        var value = Take(element, text.Length + (text.Length & 1));
        value[^1] = padding;
        Encoding.ASCII.GetBytes(text, value);
    }

    private Span<byte> Take(CommandElement element, int length)
    {
        if (_bytes.Length - _length < ElementHeader + length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + ElementHeader + length));
        }

        // group (2), element (2), length (4), value
        var bytes = _bytes.AsSpan(_length, ElementHeader + length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], (ushort)element);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], (uint)length);
        _length += bytes.Length;
        return bytes[ElementHeader..];
    }
}
