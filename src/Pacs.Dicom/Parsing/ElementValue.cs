using Pacs.Dicom.DataSets;
using Pacs.Dicom.Pixels;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Parsing;

/// <summary>Where the value of an element lies in its data set.</summary>
public sealed record ElementValue
{
    public required Vr Vr { get; init; }

    public required bool IsBigEndian { get; init; }

    /// <summary>The value, or the fragments behind the offset table, one behind the other.</summary>
    public required IReadOnlyList<ByteRange> Pieces { get; init; }

    public long Length => Pieces.Sum(piece => piece.Length);

    /// <summary>Finds an element and not its items; null when it is not there, or is a sequence.</summary>
    /// <param name="dataSet">A stream whose next byte is the data set's first; what is passed over is sought over where it can be.</param>
    /// <param name="syntax">How the data set is encoded.</param>
    /// <param name="path">Where it stands.</param>
    /// <exception cref="DicomFormatException">The data set is malformed or truncated.</exception>
    public static ElementValue? Find(Stream dataSet, TransferSyntax syntax, ElementPath path)
    {
        using var reader = new DataSetTokenReader(dataSet, syntax);
        foreach (var (sequence, item) in path.Around)
        {
            if (!Enter(reader, sequence, item)) return null;
        }

        return SeekTo(reader, path.Tag) switch
        {
            DataSetToken.Element => new ElementValue
            {
                Vr = reader.Vr,
                IsBigEndian = reader.IsBigEndian,
                Pieces = [new ByteRange(reader.ValueOffset, reader.Length)],
            },
            DataSetToken.FragmentsStart => new ElementValue
            {
                Vr = reader.Vr,
                IsBigEndian = false,
                Pieces = FragmentsOf(reader),
            },
            _ => null,
        };
    }

    /// <summary>The value in little endian byte order (PS3.18 §8.7.3.3.2).</summary>
    /// <param name="open">Opens a range of the data set.</param>
    public Stream OpenRead(Func<ByteRange, Stream> open) =>
        new LittleEndianStream(Pieces, open, IsBigEndian ? Vr.WordSize : 1);

    /// <summary>Some bytes of what <see cref="OpenRead(Func{ByteRange, Stream})"/> reads. Of the words that they cut all is read.</summary>
    public Stream OpenRead(long start, long length, Func<ByteRange, Stream> open)
    {
        var word = IsBigEndian ? Vr.WordSize : 1;
        var first = start - (start % word);
        var end = Math.Min(Length, (start + length + word - 1) / word * word);
        return new CutStream(new LittleEndianStream([.. Between(first, end)], open, word), start - first, length);
    }

    private IEnumerable<ByteRange> Between(long first, long end)
    {
        var position = 0L;
        foreach (var piece in Pieces)
        {
            var from = Math.Max(first - position, 0);
            var to = Math.Min(end - position, piece.Length);
            if (from < to) yield return new ByteRange(piece.Offset + from, to - from);
            position += piece.Length;
        }
    }

    /// <summary>Reads up to the first element of an item; false when there is no such sequence or item here.</summary>
    private static bool Enter(DataSetTokenReader reader, Tag sequence, int item)
    {
        if (SeekTo(reader, sequence) != DataSetToken.SequenceStart) return false;

        while (reader.Read(out _) && reader.Token == DataSetToken.ItemStart)
        {
            if (--item == 0) return true;

            while (reader.Read(out _) && reader.Token != DataSetToken.ItemEnd) SkipWhole(reader);
        }

        return false;
    }

    /// <summary>Reads to the element with this tag in the data set or item at hand, and gives the token it is; None when it ends before.</summary>
    private static DataSetToken SeekTo(DataSetTokenReader reader, Tag tag)
    {
        while (reader.Read(out _) && reader.Token != DataSetToken.ItemEnd)
        {
            if (reader.Tag == tag && reader.Token is DataSetToken.Element or DataSetToken.SequenceStart or DataSetToken.FragmentsStart)
            {
                return reader.Token;
            }

            SkipWhole(reader);
        }

        return DataSetToken.None;
    }

    private static void SkipWhole(DataSetTokenReader reader)
    {
        if (reader.Token is DataSetToken.Element or DataSetToken.SequenceStart or DataSetToken.FragmentsStart) reader.Skip();
    }

    private static List<ByteRange> FragmentsOf(DataSetTokenReader reader)
    {
        var pieces = new List<ByteRange>();
        while (reader.Read(out _) && reader.Token != DataSetToken.FragmentsEnd)
        {
            if (reader.Token == DataSetToken.Fragment) pieces.Add(new ByteRange(reader.ValueOffset, reader.Length));
            reader.Skip();
        }

        if (pieces.Count > 0) pieces.RemoveAt(0); // the offset table
        return pieces;
    }
}
