using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Text;
using Pacs.Dicom.Transfer;
using Pacs.Index.Searching;

namespace Pacs.Index.Writing;

/// <summary>
/// The attributes of one level as the index keeps them: an Explicit VR Little Endian data set in UTF-8, which says so
/// in Specific Character Set only when it has to.
/// </summary>
internal static class LevelAttributes
{
    /// <summary>What is larger is not what lists show or people search; it stays in the store.</summary>
    private const int MaxElementBytes = 16 << 10;

    private static readonly DataElement InUtf8Term = new(Tags.SpecificCharacterSet, Vr.CS, "ISO_IR 192"u8.ToArray());

    public static bool IsKept(DataElement element) => SizeOf(element) <= MaxElementBytes;

    /// <summary>Elements of a header as a data set of their own, in UTF-8.</summary>
    public static DataSet InUtf8(IEnumerable<DataElement> elements, DataSet header)
    {
        var level = new DataSet();
        var characterSet = header.CharacterSet;
        foreach (var element in elements) level.Set(InUtf8(element, characterSet));
        DeclareCharacterSet(level);
        return level;
    }

    /// <summary>The element with its text, and that of its items, in UTF-8.</summary>
    public static DataElement InUtf8(DataElement element, CharacterSet characterSet)
    {
        if (element.Items is { } items) return new DataElement(element.Tag, [.. items.Select(InUtf8)]);
        if (!element.Vr.UsesSpecificCharacterSet || element.Value.IsEmpty) return element;
        if (characterSet == CharacterSet.Utf8) return element;

        var text = characterSet.Decode(element.Value.Span, element.Vr);
        var bytes = CharacterSet.Utf8.Encode(text, element.Vr);
        return new DataElement(element.Tag, element.Vr, bytes.Length % 2 == 0 ? bytes : [.. bytes, element.Vr.Padding]);
    }

    public static byte[] Encode(DataSet attributes) =>
        DataSetWriter.ToArray(attributes, TransferSyntax.ExplicitVrLittleEndian);

    public static DataSet Decode(ReadOnlyMemory<byte> attributes) =>
        DataSetParser.ParseAll(attributes, TransferSyntax.ExplicitVrLittleEndian);

    /// <summary>
    /// What was held, with values from <paramref name="incoming"/> where it had none; null when that adds nothing. What
    /// has a value keeps it: of a study's instances the first decides, whatever order the rest come in and come again.
    /// </summary>
    public static DataSet? Filled(ReadOnlyMemory<byte> held, ReadOnlyMemory<byte> incoming)
    {
        var filled = Decode(held);
        var isFilled = false;
        foreach (var element in Decode(incoming))
        {
            if (element.IsEmpty || filled.Find(element.Tag) is { IsEmpty: false }) continue;
            if (element.Tag == Tags.SpecificCharacterSet) continue;
            if (MatchableAttributes.Find(element.Tag) is { IsIdentity: true }) continue;

            filled.Set(element);
            isFilled = true;
        }

        if (!isFilled) return null;

        DeclareCharacterSet(filled);
        return filled;
    }

    /// <summary>Sets Specific Character Set where a value needs it; a data set of ASCII only goes without.</summary>
    public static void DeclareCharacterSet(DataSet attributes)
    {
        foreach (var element in attributes)
        {
            if (!IsBeyondAscii(element)) continue;

            attributes.Set(InUtf8Term);
            return;
        }
    }

    private static bool IsBeyondAscii(DataElement element) => element.Items is { } items
        ? items.Any(item => item.Any(IsBeyondAscii))
        : element.Vr.UsesSpecificCharacterSet && element.Value.Span.ContainsAnyExceptInRange((byte)0, (byte)0x7F);

    private static DataSet InUtf8(DataSet item)
    {
        var converted = new DataSet();
        foreach (var element in item)
        {
            if (element.Tag != Tags.SpecificCharacterSet) converted.Set(InUtf8(element, item.CharacterSet));
        }

        return converted;
    }

    private static long SizeOf(DataElement element) => element.Items is { } items
        ? items.Sum(item => item.Sum(SizeOf))
        : element.Value.Length + (element.Fragments?.Sum(fragment => (long)fragment.Length) ?? 0);
}
