using System.Buffers;
using System.Collections.Concurrent;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Searching;

namespace Pacs.Index.Writing;

/// <summary>
/// Makes the rows of an instance's levels. Those of the levels above it are remembered: a thousand slices have one
/// patient, and to decode, fold and encode it once is most of the work saved.
/// </summary>
internal sealed class LevelRows
{
    /// <summary>More than the series that arrive at a time; a few kilobytes each.</summary>
    private const int MaxRemembered = 1000;

    /// <summary>What is larger is rare, and not worth the memory of a thousand.</summary>
    private const int MaxRememberedBytes = 16 << 10;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    private readonly ConcurrentDictionary<byte[], LevelRow> _remembered = new(BytesComparer.Instance);

    /// <summary>The row of each level, uppermost first.</summary>
    public LevelRow[] Of(DataSet header)
    {
        var elements = new List<DataElement>[] { new(16), new(16), new(32), new(16) };
        foreach (var element in header)
        {
            if (AttributeLevels.Find(element.Tag) is not { } level || !LevelAttributes.IsKept(element)) continue;

            elements[(int)level].Add(element);
        }

        return
        [
            Remembered(QueryLevel.Patient, elements[0], header),
            Remembered(QueryLevel.Study, elements[1], header),
            Remembered(QueryLevel.Series, elements[2], header),
            LevelRow.Of(QueryLevel.Image, LevelAttributes.InUtf8(elements[3], header)),
        ];
    }

    private LevelRow Remembered(QueryLevel level, List<DataElement> elements, DataSet header)
    {
        var key = _buffer ??= new ArrayBufferWriter<byte>(4096);
        key.ResetWrittenCount();
        key.Write([(byte)level]);
        if (header.Find(Tags.SpecificCharacterSet) is { } characterSet) LevelKey.Append(characterSet, key);
        foreach (var element in elements) LevelKey.Append(element, key);

        var rows = _remembered.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (rows.TryGetValue(key.WrittenSpan, out var known)) return known;

        var made = LevelRow.Of(level, LevelAttributes.InUtf8(elements, header));
        if (key.WrittenCount > MaxRememberedBytes) return made;

        if (_remembered.Count >= MaxRemembered) _remembered.Clear();
        rows.TryAdd(key.WrittenSpan, made);
        return made;
    }
}
