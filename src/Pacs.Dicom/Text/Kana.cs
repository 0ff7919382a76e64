namespace Pacs.Dicom.Text;

/// <summary>Hiragana and katakana that have forms with a sound mark.</summary>
internal static class Kana
{
    /// <summary>Dakuten, standing alone.</summary>
    public const char Voiced = '\u309B';

    /// <summary>Handakuten, standing alone.</summary>
    public const char SemiVoiced = '\u309C';

    private const int HiraganaToKatakana = 'ア' - 'あ';

    /// <summary>The kana with this mark; null when there is none.</summary>
    public static char? Marked(char kana, char mark)
    {
        if (kana is >= 'ぁ' and <= 'ゞ')
        {
            return Marked((char)(kana + HiraganaToKatakana), mark) is { } katakana and not (>= 'ヷ' and <= 'ヺ')
                ? (char)(katakana - HiraganaToKatakana)
                : null;
        }

        return (kana, mark) switch
        {
            // In Unicode the form with the mark comes next: ka ga ki gi.. chi ji, then tsu du te de to do, ha ba pa..
            (>= 'カ' and <= 'チ', Voiced) when (kana - 'カ') % 2 == 0 => (char)(kana + 1),
            ('ツ' or 'テ' or 'ト' or 'ヽ', Voiced) => (char)(kana + 1),
            (>= 'ハ' and <= 'ホ', Voiced) when (kana - 'ハ') % 3 == 0 => (char)(kana + 1),
            (>= 'ハ' and <= 'ホ', SemiVoiced) when (kana - 'ハ') % 3 == 0 => (char)(kana + 2),
            ('ウ', Voiced) => 'ヴ',
            ('ワ', Voiced) => 'ヷ',
            ('ヰ', Voiced) => 'ヸ',
            ('ヱ', Voiced) => 'ヹ',
            ('ヲ', Voiced) => 'ヺ',
            _ => null,
        };
    }
}
