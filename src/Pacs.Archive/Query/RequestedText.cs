using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Text;

namespace Pacs.Archive.Query;

/// <summary>Writes answers in the character set of the question, where that can hold them (PS3.4 §C.4.1.1.3.2).</summary>
internal static class RequestedText
{
    /// <summary>
    /// The answer in the identifier's character set when that has every character of it, otherwise the answer as it is,
    /// in UTF-8. What is ASCII only is the same in both and does without Specific Character Set.
    /// </summary>
    public static DataSet InCharacterSetOf(DataSet identifier, DataSet answer)
    {
        var wanted = identifier.CharacterSet;
        if (!answer.Contains(Tags.SpecificCharacterSet) || wanted.Terms.Count == 0 || !wanted.IsRecognised) return answer;
        if (wanted == CharacterSet.Utf8 || !CanHold(wanted, answer)) return answer;

        return Written(answer, wanted, isItem: false);
    }

    private static bool CanHold(CharacterSet wanted, DataSet answer) => answer.All(element => element.Items is { } items
        ? items.All(item => CanHold(wanted, item))
        : !element.Vr.UsesSpecificCharacterSet ||
          wanted.CanEncode(CharacterSet.Utf8.Decode(element.Value.Span, element.Vr), element.Vr));

    private static DataSet Written(DataSet answer, CharacterSet wanted, bool isItem)
    {
        var written = new DataSet();
        if (!isItem) written.Set(Tags.SpecificCharacterSet, Vr.CS, [.. wanted.Terms]);
        foreach (var element in answer)
        {
            if (element.Tag != Tags.SpecificCharacterSet) written.Set(Written(element, wanted));
        }

        return written;
    }

    private static DataElement Written(DataElement element, CharacterSet wanted)
    {
        if (element.Items is { } items)
        {
            return new DataElement(element.Tag, [.. items.Select(item => Written(item, wanted, isItem: true))]);
        }

        if (!element.Vr.UsesSpecificCharacterSet || element.Value.IsEmpty) return element;

        var bytes = wanted.Encode(CharacterSet.Utf8.Decode(element.Value.Span, element.Vr), element.Vr);
        return new DataElement(element.Tag, element.Vr, bytes.Length % 2 == 0 ? bytes : [.. bytes, element.Vr.Padding]);
    }
}
