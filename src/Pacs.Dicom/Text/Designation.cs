namespace Pacs.Dicom.Text;

/// <summary>An escape sequence and the set it puts in G0 or G1 (ISO 2022; PS3.3 Tables C.12-3 and C.12-4).</summary>
internal readonly record struct Designation(ReadOnlyMemory<byte> Escape, GraphicSet Set, bool ToRight)
{
    // The standard's, then those of ISO-2022-JP, -KR and -CN seen in files: the 1978 kanji, and sets of G1 in G0.
    private static readonly Designation[] All =
    [
        .. new[]
        {
            GraphicSet.Ascii, GraphicSet.Romaji, GraphicSet.Katakana, GraphicSet.Latin1, GraphicSet.Latin2,
            GraphicSet.Latin3, GraphicSet.Latin4, GraphicSet.Latin5, GraphicSet.Latin9, GraphicSet.Cyrillic,
            GraphicSet.Arabic, GraphicSet.Greek, GraphicSet.Hebrew, GraphicSet.Thai, GraphicSet.Kanji,
            GraphicSet.SupplementaryKanji, GraphicSet.Hangul, GraphicSet.Hanzi,
        }.Select(static set => new Designation(set.Escape, set, set.IsRight)),
        new("\e(I"u8.ToArray(), GraphicSet.Katakana, ToRight: false),
        new("\e$@"u8.ToArray(), GraphicSet.Kanji, ToRight: false),
        new("\e$(@"u8.ToArray(), GraphicSet.Kanji, ToRight: false),
        new("\e$(B"u8.ToArray(), GraphicSet.Kanji, ToRight: false),
        new("\e$(C"u8.ToArray(), GraphicSet.Hangul, ToRight: false),
        new("\e$A"u8.ToArray(), GraphicSet.Hanzi, ToRight: false),
        new("\e$(A"u8.ToArray(), GraphicSet.Hanzi, ToRight: false),
    ];

    /// <summary>The designation that <paramref name="bytes"/> begin with; null when none is known.</summary>
    public static Designation? At(ReadOnlySpan<byte> bytes)
    {
        foreach (var designation in All)
        {
            if (bytes.StartsWith(designation.Escape.Span)) return designation;
        }

        return null;
    }
}
