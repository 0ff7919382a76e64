using System.Buffers;

namespace Pacs.Dicom.Text;

/// <summary>
/// The bytes that mean what they mean in ASCII wherever a value has no others. Nearly all values have none, and one
/// vectorised look says so.
/// </summary>
internal sealed class PlainText
{
    private readonly SearchValues<byte> _bytes;
    private readonly SearchValues<char> _characters;

    private PlainText(params char[] excluded)
    {
        char[] plain = [.. Enumerable.Range(0, 0x80).Select(static code => (char)code).Except(excluded)];
        _bytes = SearchValues.Create([.. plain.Select(static character => (byte)character)]);
        _characters = SearchValues.Create(plain);
    }

    public static PlainText Ascii { get; } = new();

    /// <summary>Without the escape that begins a code extension.</summary>
    public static PlainText Iso2022 { get; } = new('\e');

    /// <summary>Without what ISO-IR 14 has in place of a backslash and a tilde, too.</summary>
    public static PlainText Romaji { get; } = new('\e', '\\', '~');

    public bool Is(ReadOnlySpan<byte> value) => !value.ContainsAnyExcept(_bytes);

    public bool Is(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(_characters);
}
