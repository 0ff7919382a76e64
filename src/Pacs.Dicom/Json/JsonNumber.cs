using System.Buffers.Text;
using System.Text.Json;

namespace Pacs.Dicom.Json;

/// <summary>
/// Decimal and integer strings in JSON (PS3.18 §F.2.3): a number with the digits that the data set has, or the text as a string
/// where it is no number, or one that readers who know doubles only would read as another.
/// </summary>
internal static class JsonNumber
{
    /// <summary>A decimal of so many digits comes out of a double as it went in; a DS, of 16 characters, has no more.</summary>
    private const int MaxDigits = 17;

    private const int MaxLength = 64;

    /// <summary>A value of DS or IS in ASCII, without padding.</summary>
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        Span<byte> number = stackalloc byte[MaxLength + 2];
        if (TryNormalize(text, number, out var length)) writer.WriteRawValue(number[..length], skipInputValidation: true);
        else writer.WriteStringValue(text);
    }

    // DS and IS: [+|-] digits [. digits] [(E|e) [+|-] digits], a digit on one side of the point at least (PS3.5 §6.2).
    // JSON: no +, no zeros in front, digits on both sides of the point.
    private static bool TryNormalize(ReadOnlySpan<byte> text, Span<byte> number, out int length)
    {
        length = 0;
        if (text.Length > MaxLength) return false;

        var isNegative = text is [(byte)'-', ..];
        if (isNegative || text is [(byte)'+', ..]) text = text[1..];

        var whole = TakeDigits(ref text);
        ReadOnlySpan<byte> fraction = default;
        if (text is [(byte)'.', ..])
        {
            text = text[1..];
            fraction = TakeDigits(ref text);
        }

        if (whole.IsEmpty && fraction.IsEmpty) return false;

        var exponent = text;
        if (exponent is [(byte)'E' or (byte)'e', .. var power])
        {
            if (power is [(byte)'+' or (byte)'-', .. var digits]) power = digits;
            if (TakeDigits(ref power).IsEmpty) return false;
            text = power;
        }

        if (!text.IsEmpty) return false;

        whole = whole.TrimStart((byte)'0');
        if (whole.Length + fraction.Length > MaxDigits) return false;

        if (isNegative) Append("-"u8, number, ref length);
        Append(whole.IsEmpty ? "0"u8 : whole, number, ref length);
        if (!fraction.IsEmpty)
        {
            Append("."u8, number, ref length);
            Append(fraction, number, ref length);
        }

        Append(exponent, number, ref length);
        return exponent.IsEmpty || (Utf8Parser.TryParse(number[..length], out double value, out _) && double.IsFinite(value));
    }

    private static ReadOnlySpan<byte> TakeDigits(scoped ref ReadOnlySpan<byte> text)
    {
        var count = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (count < 0) count = text.Length;
        var digits = text[..count];
        text = text[count..];
        return digits;
    }

    private static void Append(ReadOnlySpan<byte> bytes, Span<byte> number, ref int length)
    {
        bytes.CopyTo(number[length..]);
        length += bytes.Length;
    }
}
