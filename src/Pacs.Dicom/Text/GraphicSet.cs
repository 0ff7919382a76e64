using System.Text;

namespace Pacs.Dicom.Text;

/// <summary>
/// A set of graphic characters that ISO 2022 can designate as G0 (bytes 21-7E) or G1 (A0-FF), of one or two bytes each
/// (PS3.5 §6.1.2.4, PS3.3 Tables C.12-2 to C.12-4). Its tables are made when first used.
/// </summary>
internal sealed class GraphicSet
{
    /// <summary>What stands where a set has no character.</summary>
    public const char Undefined = '\uFFFD';

    private const int Rows = 94;

    private readonly Lazy<char[]> _characters;
    private readonly Lazy<Dictionary<char, ushort>> _codes;
    private readonly (char Character, ushort Code)[] _lookAlikes;

    private GraphicSet(
        string escape, int width, Func<char[]> characters, params (char Character, ushort Code)[] lookAlikes)
    {
        Escape = Encoding.ASCII.GetBytes(escape);
        Width = width;
        IsRight = escape[1] is ')' or '-' || escape.StartsWith("\e$)", StringComparison.Ordinal);
        _characters = new Lazy<char[]>(characters);
        _codes = new Lazy<Dictionary<char, ushort>>(() => CodesOf(_characters.Value, width));
        _lookAlikes = lookAlikes;
    }

    /// <summary>ISO 646, the default repertoire: ISO-IR 6.</summary>
    public static GraphicSet Ascii { get; } = new("\e(B", 1, static () => SevenBit(backslash: '\\', tilde: '~'));

    /// <summary>JIS X 0201 Romaji, ISO-IR 14: a yen sign and an overline in place of backslash and tilde.</summary>
    public static GraphicSet Romaji { get; } =
        new("\e(J", 1, static () => SevenBit(backslash: '\u00A5', tilde: '\u203E'), ('\\', 0x5C), ('~', 0x7E));

    /// <summary>JIS X 0201 Katakana, ISO-IR 13: half-width forms.</summary>
    public static GraphicSet Katakana { get; } = new("\e)I", 1, static () => HalfWidthKatakana());

    public static GraphicSet Latin1 { get; } = new("\e-A", 1, static () => OfCodePage(28591));

    public static GraphicSet Latin2 { get; } = new("\e-B", 1, static () => OfCodePage(28592));

    public static GraphicSet Latin3 { get; } = new("\e-C", 1, static () => OfCodePage(28593));

    public static GraphicSet Latin4 { get; } = new("\e-D", 1, static () => OfCodePage(28594));

    public static GraphicSet Latin5 { get; } = new("\e-M", 1, static () => OfCodePage(28599));

    public static GraphicSet Latin9 { get; } = new("\e-b", 1, static () => OfCodePage(28605));

    public static GraphicSet Cyrillic { get; } = new("\e-L", 1, static () => OfCodePage(28595));

    public static GraphicSet Arabic { get; } = new("\e-G", 1, static () => OfCodePage(28596));

    /// <summary>ISO-IR 126, with what ISO 8859-7:2003 has and the code page lacks.</summary>
    public static GraphicSet Greek { get; } = new("\e-F", 1, static () => OfCodePage(
        28597, (0x21, '\u2018'), (0x22, '\u2019'), (0x24, '\u20AC'), (0x25, '\u20AF'), (0x2A, '\u037A')));

    /// <summary>ISO-IR 138, with what ISO 8859-8:1999 has and the code page lacks.</summary>
    public static GraphicSet Hebrew { get; } = new("\e-H", 1, static () => OfCodePage(
        28598, (0x2F, '\u00AF'), (0x7D, '\u200E'), (0x7E, '\u200F')));

    /// <summary>TIS 620, ISO-IR 166.</summary>
    public static GraphicSet Thai { get; } = new("\e-T", 1, static () => OfCodePage(874));

    /// <summary>JIS X 0208, ISO-IR 87. Written by Windows, some of its characters are full-width look-alikes.</summary>
    public static GraphicSet Kanji { get; } = new(
        "\e$B", 2, static () => OfCodePage(20932, static (row, cell) => [High(row), High(cell)]),
        ('\uFF5E', 0x2141), ('\u2225', 0x2142), ('\uFF0D', 0x215D),
        ('\uFFE0', 0x2171), ('\uFFE1', 0x2172), ('\uFFE2', 0x224C));

    /// <summary>JIS X 0212, ISO-IR 159. The code page has it with the high bit of the second byte clear.</summary>
    public static GraphicSet SupplementaryKanji { get; } = new(
        "\e$(D", 2, static () => OfCodePage(
            20932, static (row, cell) => [High(row), cell], (0x2237, '~'), (0x2271, '\u2116')));

    /// <summary>KS X 1001, ISO-IR 149.</summary>
    public static GraphicSet Hangul { get; } = new(
        "\e$)C", 2, static () => OfCodePage(949, static (row, cell) => [High(row), High(cell)]));

    /// <summary>GB 2312, ISO-IR 58. The code page lacks the double vertical line.</summary>
    public static GraphicSet Hanzi { get; } = new(
        "\e$)A", 2, static () => OfCodePage(20936, static (row, cell) => [High(row), High(cell)], (0x212C, '\u2016')));

    /// <summary>The escape sequence that designates the set where it belongs, G0 or G1.</summary>
    public ReadOnlyMemory<byte> Escape { get; }

    /// <summary>Bytes of a character.</summary>
    public int Width { get; }

    /// <summary>True when the set belongs in G1: its bytes have the high bit set.</summary>
    public bool IsRight { get; }

    /// <summary>The character of a one-byte set; the high bit of <paramref name="code"/> does not matter.</summary>
    public char Character(byte code) => _characters.Value[(code & 0x7F) - 0x20];

    /// <summary>The character of a two-byte set; the high bits do not matter, the rest is 21-7E.</summary>
    public char Character(byte row, byte cell) =>
        _characters.Value[((row & 0x7F) - 0x21) * Rows + (cell & 0x7F) - 0x21];

    /// <summary>The code of a character, without high bits; null when the set does not have it.</summary>
    public ushort? Code(char character) => _codes.Value.TryGetValue(character, out var code) ? code : null;

    /// <summary>The code of a character that one is used to see in place of this one.</summary>
    public ushort? LookAlikeCode(char character)
    {
        foreach (var lookAlike in _lookAlikes)
        {
            if (lookAlike.Character == character) return lookAlike.Code;
        }

        return null;
    }

    private static byte High(byte code) => (byte)(code | 0x80);

    private static Dictionary<char, ushort> CodesOf(char[] characters, int width)
    {
        var codes = new Dictionary<char, ushort>(characters.Length);
        for (var i = 0; i < characters.Length; i++)
        {
            var code = width == 1 ? i + 0x20 : (i / Rows + 0x21) << 8 | (i % Rows + 0x21);
            if (characters[i] != Undefined) codes.TryAdd(characters[i], (ushort)code);
        }

        return codes;
    }

    private static char[] SevenBit(char backslash, char tilde)
    {
        var characters = new char[0x60];
        for (var i = 0; i < characters.Length; i++) characters[i] = (char)(i + 0x20);
        characters['\\' - 0x20] = backslash;
        characters['~' - 0x20] = tilde;
        return characters;
    }

    private static char[] HalfWidthKatakana()
    {
        var characters = new char[0x60];
        Array.Fill(characters, Undefined);
        for (var code = 0x21; code <= 0x5F; code++) characters[code - 0x20] = (char)(0xFF61 + code - 0x21);
        return characters;
    }

    private static char[] OfCodePage(int codePage, params (byte Code, char Character)[] corrections)
    {
        var encoding = CodePage.Of(codePage);
        var characters = new char[0x60];
        for (var i = 0; i < characters.Length; i++) characters[i] = Single(encoding, [(byte)(0xA0 + i)]);
        foreach (var (code, character) in corrections) characters[code - 0x20] = character;
        return characters;
    }

    private static char[] OfCodePage(
        int codePage, Func<byte, byte, byte[]> bytes, params (ushort Code, char Character)[] corrections)
    {
        var encoding = CodePage.Of(codePage);
        var characters = new char[Rows * Rows];
        for (var i = 0; i < characters.Length; i++)
            characters[i] = Single(encoding, bytes((byte)(i / Rows + 0x21), (byte)(i % Rows + 0x21)));
        foreach (var (code, character) in corrections)
            characters[((code >> 8) - 0x21) * Rows + (code & 0xFF) - 0x21] = character;
        return characters;
    }

    // Code pages give what they do not have a place in the private use area, which would look like a character.
    private static char Single(Encoding encoding, byte[] bytes) =>
        encoding.GetString(bytes) is [var character] && character is < '\uE000' or > '\uF8FF' ? character : Undefined;
}
