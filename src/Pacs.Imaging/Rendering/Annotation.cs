using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Text;

namespace Pacs.Imaging.Rendering;

/// <summary>What can be written on a picture (PS3.18 §8.3.5.1.1): of the patient at the top, of the technique at the bottom.</summary>
internal static class Annotation
{
    private const int Margin = 4;

    private static readonly Tag[] Patient = [Tags.PatientName, Tags.PatientID, Tags.PatientBirthDate, Tags.PatientSex];

    /// <summary>Each with what goes before and behind its value.</summary>
    private static readonly (Tag Tag, string Before, string Behind)[] Technique =
    [
        (Tags.Modality, "", ""), (Tags.StudyDate, "", ""), (Tags.SeriesDescription, "", ""), (Tags.KVP, "", " kV"), (Tags.XRayTubeCurrent, "", " mA"),
        (Tags.EchoTime, "TE ", " ms"), (Tags.RepetitionTime, "TR ", " ms"), (Tags.SliceThickness, "", " mm"),
    ];

    public static void Write(Picture picture, FrameAttributes frame, RenderingRequest request)
    {
        var dot = Lettering.DotOf(picture);
        if (request.ShowsPatient) WriteLines(picture, [.. Patient.Select(tag => TextOf(frame.Image, tag))], dot, isAtTop: true);
        if (request.ShowsTechnique)
        {
            var lines = Technique.Select(one => TextOf(frame.Image, one.Tag) is { Length: > 0 } text ? one.Before + text + one.Behind : "");
            WriteLines(picture, [.. lines], dot, isAtTop: false);
        }
    }

    private static void WriteLines(Picture picture, IReadOnlyList<string> texts, int dot, bool isAtTop)
    {
        var lines = texts.Where(text => text.Length > 0).ToList();
        var height = Lettering.LineHeight * dot;
        var top = isAtTop ? Margin * dot : picture.Height - (lines.Count * height) - (Margin * dot);
        for (var i = 0; i < lines.Count; i++) Lettering.Write(picture, lines[i], Margin * dot, top + (i * height), dot);
    }

    /// <summary>In letters that there are, without accents; of a name the alphabetic group.</summary>
    private static string TextOf(DataSet image, Tag tag)
    {
        if (image.GetString(tag) is not { } text) return "";
        if (DicomDictionary.VrOf(tag) == Vr.PN) text = PersonName.Parse(text).Alphabetic.ToString().Replace('^', ' ');
        return string.Concat(text.Select(Plain)).Trim();
    }

    private static string Plain(char character)
    {
        if (char.IsAscii(character)) return character.ToString();

        var folded = TextFolding.Fold(character.ToString());
        return char.IsUpper(character) ? folded.ToUpperInvariant() : folded;
    }
}
