using System.Buffers.Binary;
using System.Globalization;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Server.Queries;

/// <summary>
/// A key as it is typed: <c>PatientName=SMITH*</c>, <c>0010,0020</c>, or a path into sequences,
/// <c>ScheduledProcedureStepSequence.Modality=CT</c>. Without a value it asks for the attribute.
/// </summary>
/// <param name="Path">Sequences, then the attribute.</param>
/// <param name="Text">What to match; null only asks.</param>
internal sealed record QueryKey(IReadOnlyList<Tag> Path, string? Text)
{
    private static readonly ReadOnlyMemory<byte> NoValue = ReadOnlyMemory<byte>.Empty;

    public Tag Attribute => Path[^1];

    /// <summary>The keyword, or the tag where there is none.</summary>
    public string Name => string.Join('.', Path.Select(NameOf));

    public static QueryKey Of(Tag tag) => new([tag], null);

    /// <summary>Reads a key; null with the reason when it is none.</summary>
    public static QueryKey? TryParse(string text, out string? error)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var path = new List<Tag>();
        foreach (var step in (equals < 0 ? text : text[..equals]).Split('.'))
        {
            if (TagOf(step.Trim()) is not { } tag)
            {
                error = $"'{step}' in the key '{text}' is no keyword of the DICOM dictionary and no tag gggg,eeee.";
                return null;
            }

            path.Add(tag);
        }

        var key = new QueryKey(path, equals < 0 ? null : text[(equals + 1)..]);
        error = key.FindError();
        return error is null ? key : null;
    }

    /// <summary>
    /// Adds the key to an identifier, making the items that lead to it; one that only asks leaves what is there.
    /// </summary>
    public void AddTo(DataSet identifier)
    {
        foreach (var sequence in Path.SkipLast(1)) identifier = ItemOf(identifier, sequence);

        if (Text is null && identifier.Contains(Attribute)) return;

        var vr = DicomDictionary.VrOf(Attribute);
        if (Text is not { Length: > 0 } text) identifier.Set(new DataElement(Attribute, vr, NoValue));
        else if (NumberOf(vr, text) is { } number) identifier.Set(new DataElement(Attribute, vr, number));
        else identifier.Set(Attribute, vr == Vr.UN ? Vr.LO : vr, text);
    }

    private static DataSet ItemOf(DataSet dataSet, Tag sequence)
    {
        if (dataSet.Find(sequence)?.Items is [var first, ..]) return first;

        // Set before it is filled: its text takes the character set around it.
        var item = new DataSet();
        dataSet.Set(new DataElement(sequence, [item]));
        return item;
    }

    private string? FindError()
    {
        foreach (var tag in Path.SkipLast(1))
        {
            if (DicomDictionary.VrOf(tag) != Vr.SQ) return $"{NameOf(tag)} in the key '{Name}' is no sequence.";
        }

        var vr = DicomDictionary.VrOf(Attribute);
        if (Text is not { Length: > 0 } text || vr.IsText || vr == Vr.UN || NumberOf(vr, text) is not null) return null;
        return $"'{text}' is no value for {Name}, which is {vr.Letters}.";
    }

    private static Tag? TagOf(string text) =>
        DicomDictionary.FindKeyword(text)?.Tag ?? (Tag.TryParse(text, out var tag) ? tag : null);

    private static string NameOf(Tag tag) =>
        DicomDictionary.Find(tag)?.Keyword is { Length: > 0 } keyword ? keyword : tag.ToString();

    private static byte[]? NumberOf(Vr vr, string text)
    {
        var bytes = new byte[vr.WordSize];
        var isNumber = vr switch
        {
            Vr.US => Parse<ushort>(text, out var n) && BinaryPrimitives.TryWriteUInt16LittleEndian(bytes, n),
            Vr.SS => Parse<short>(text, out var n) && BinaryPrimitives.TryWriteInt16LittleEndian(bytes, n),
            Vr.UL => Parse<uint>(text, out var n) && BinaryPrimitives.TryWriteUInt32LittleEndian(bytes, n),
            Vr.SL => Parse<int>(text, out var n) && BinaryPrimitives.TryWriteInt32LittleEndian(bytes, n),
            Vr.FL => Parse<float>(text, out var n) && BinaryPrimitives.TryWriteSingleLittleEndian(bytes, n),
            Vr.FD => Parse<double>(text, out var n) && BinaryPrimitives.TryWriteDoubleLittleEndian(bytes, n),
            _ => false,
        };
        return isNumber ? bytes : null;
    }

    private static bool Parse<T>(string text, out T number)
        where T : struct, IParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out number);
}
