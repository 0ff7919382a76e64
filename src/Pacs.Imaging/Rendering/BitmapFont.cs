namespace Pacs.Imaging.Rendering;

/// <summary>
/// Letters of five by seven dots, the printable characters of ASCII: what is written on pictures looks the same on every machine,
/// and needs no fonts there.
/// </summary>
internal static class BitmapFont
{
    public const int Width = 5;

    public const int Height = 7;

    private const char First = ' ', Last = '~', Instead = '?';

    /// <summary>Five columns for each character, from the left; the lowest bit is the uppermost dot.</summary>
    private static readonly byte[] Columns = Convert.FromHexString(
        "0000000000" + "00005F0000" + "0007000700" + "147F147F14" + "242A7F2A12" + "2313086462" + "3649552250" + "0005030000" + // space to '
        "001C224100" + "0041221C00" + "082A1C2A08" + "08083E0808" + "0050300000" + "0808080808" + "0060600000" + "2010080402" + // ( to /
        "3E5149453E" + "00427F4000" + "4261514946" + "2141454B31" + "1814127F10" + "2745454539" + "3C4A494930" + "0171090503" + // 0 to 7
        "3649494936" + "064949291E" + "0036360000" + "0056360000" + "0814224100" + "1414141414" + "0041221408" + "0201510906" + // 8 to ?
        "324979413E" + "7E1111117E" + "7F49494936" + "3E41414122" + "7F4141221C" + "7F49494941" + "7F09090901" + "3E4149497A" + // @ to G
        "7F0808087F" + "00417F4100" + "2040413F01" + "7F08142241" + "7F40404040" + "7F020C027F" + "7F0408107F" + "3E4141413E" + // H to O
        "7F09090906" + "3E4151215E" + "7F09192946" + "4649494931" + "01017F0101" + "3F4040403F" + "1F2040201F" + "3F4038403F" + // P to W
        "6314081463" + "0708700807" + "6151494543" + "007F414100" + "0204081020" + "0041417F00" + "0402010204" + "4040404040" + // X to _
        "0001020400" + "2054545478" + "7F48444438" + "3844444420" + "384444487F" + "3854545418" + "087E090102" + "0C5252523E" + // ` to g
        "7F08040478" + "00447D4000" + "2040443D00" + "7F10284400" + "00417F4000" + "7C04180478" + "7C08040478" + "3844444438" + // h to o
        "7C14141408" + "081414187C" + "7C08040408" + "4854545420" + "043F444020" + "3C4040207C" + "1C2040201C" + "3C4030403C" + // p to w
        "4428102844" + "0C5050503C" + "4464544C44" + "0008364100" + "00007F0000" + "0041360800" + "0804081008"); // x to ~

    /// <summary>True where a character has a dot.</summary>
    public static bool HasDot(char character, int x, int y)
    {
        if (character is < First or > Last) character = Instead;
        return x is >= 0 and < Width && y is >= 0 and < Height && ((Columns[((character - First) * Width) + x] >> y) & 1) != 0;
    }
}
