using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Text;

namespace Pacs.Server.Cli.Listing;

/// <summary>A value in words: text decoded, numbers decimal, UIDs with their names, bytes hexadecimal.</summary>
internal static class ValueText
{
    private const int BytesShown = 32;

    /// <param name="value">The value or its beginning.</param>
    /// <param name="vr">Its VR.</param>
    /// <param name="isBigEndian">The byte order of numbers.</param>
    /// <param name="characterSet">The character set in force.</param>
    public static string Of(ReadOnlySpan<byte> value, Vr vr, bool isBigEndian, CharacterSet characterSet)
    {
        if (value.IsEmpty) return "";
        if (vr.IsText) return OfText(value, vr, vr.UsesSpecificCharacterSet ? characterSet : CharacterSet.Default);
        if (vr == Vr.UN && IsPrintable(value)) return Encoding.ASCII.GetString(value).TrimEnd(' ', '\0');
        if (vr is Vr.OB or Vr.OW || vr.WordSize == 1) return OfBytes(value);
        return OfNumbers(value, vr, isBigEndian);
    }

    private static string OfText(ReadOnlySpan<byte> value, Vr vr, CharacterSet characterSet)
    {
        var text = Visible(characterSet.Decode(value, vr).TrimEnd(' ', '\0'));
        return vr == Vr.UI && UidDictionary.Find(text) is { } known ? $"{text} = {known.Name}" : text;
    }

    private static string OfBytes(ReadOnlySpan<byte> value)
    {
        var text = new StringBuilder(BytesShown * 3);
        foreach (var one in value[..Math.Min(value.Length, BytesShown)])
        {
            if (text.Length > 0) text.Append(' ');
            text.Append(CultureInfo.InvariantCulture, $"{one:X2}");
        }

        return value.Length > BytesShown ? text.Append(" …").ToString() : text.ToString();
    }

    private static string OfNumbers(ReadOnlySpan<byte> value, Vr vr, bool isBigEndian)
    {
        var text = new StringBuilder();
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        var size = vr == Vr.AT ? sizeof(uint) : vr.WordSize;
        for (; value.Length >= size; value = value[size..])
        {
            if (text.Length > 0) text.Append('\\');
            var word = number[..size];
            value[..size].CopyTo(word);
            if (isBigEndian && vr == Vr.AT) (word[0], word[1], word[2], word[3]) = (word[1], word[0], word[3], word[2]);
            else if (isBigEndian) word.Reverse();
            text.Append(OfNumber(word, vr));
        }

        return text.ToString();
    }

    private static string OfNumber(ReadOnlySpan<byte> word, Vr vr) => vr switch
    {
        Vr.AT => $"{new Tag(uint.RotateLeft(BinaryPrimitives.ReadUInt32LittleEndian(word), 16))}",
        Vr.US => Text($"{BinaryPrimitives.ReadUInt16LittleEndian(word)}"),
        Vr.SS => Text($"{BinaryPrimitives.ReadInt16LittleEndian(word)}"),
        Vr.UL or Vr.OL => Text($"{BinaryPrimitives.ReadUInt32LittleEndian(word)}"),
        Vr.SL => Text($"{BinaryPrimitives.ReadInt32LittleEndian(word)}"),
        Vr.UV or Vr.OV => Text($"{BinaryPrimitives.ReadUInt64LittleEndian(word)}"),
        Vr.SV => Text($"{BinaryPrimitives.ReadInt64LittleEndian(word)}"),
        Vr.FL or Vr.OF => Text($"{BinaryPrimitives.ReadSingleLittleEndian(word)}"),
        Vr.FD or Vr.OD => Text($"{BinaryPrimitives.ReadDoubleLittleEndian(word)}"),
        _ => throw new ArgumentOutOfRangeException(nameof(vr)),
    };

    /// <summary>On one line, and without what a terminal would obey.</summary>
    private static string Visible(string text) => string.Create(text.Length, text, static (visible, original) =>
    {
        for (var i = 0; i < visible.Length; i++) visible[i] = char.IsControl(original[i]) ? ' ' : original[i];
    });

    private static bool IsPrintable(ReadOnlySpan<byte> value) =>
        !value.TrimEnd((byte)0).ContainsAnyExceptInRange((byte)' ', (byte)'~');

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
