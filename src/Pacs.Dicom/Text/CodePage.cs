using System.Text;

namespace Pacs.Dicom.Text;

/// <summary>The code pages of .NET, without their guesses: what they lack becomes U+FFFD or a question mark.</summary>
internal static class CodePage
{
    public static Encoding Of(int number)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(number, Question, Replacement);
        return encoding ?? Encoding.GetEncoding(number, Question, Replacement); // 28591 is not of the provider
    }

    private static EncoderReplacementFallback Question { get; } = new("?");

    private static DecoderReplacementFallback Replacement { get; } = new("\uFFFD");
}
