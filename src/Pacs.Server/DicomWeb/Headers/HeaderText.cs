using System.Buffers;

namespace Pacs.Server.DicomWeb.Headers;

/// <summary>The lexical rules of header fields (RFC 9110 §5.6).</summary>
internal static class HeaderText
{
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public static bool IsToken(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExcept(TokenCharacters);

    /// <summary>The value as it is when it is a token, otherwise as a quoted string.</summary>
    public static string Quoted(string value) => IsToken(value)
        ? value
        : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>The text within a pair of quotes, pairs of backslash and character undone; null when they are not closed.</summary>
    /// <param name="text">From the opening quote on.</param>
    /// <param name="length">How much of it the quoted string takes.</param>
    public static string? Unquoted(ReadOnlySpan<char> text, out int length)
    {
        var rest = text[1..];
        var end = rest.IndexOfAny('"', '\\');
        if (end >= 0 && rest[end] == '"')
        {
            length = end + 2;
            return rest[..end].ToString();
        }

        var value = new char[rest.Length];
        var count = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                length = i + 2;
                return new string(value, 0, count);
            }

            if (rest[i] == '\\' && i + 1 < rest.Length) i++;
            value[count++] = rest[i];
        }

        length = text.Length;
        return null;
    }
}
