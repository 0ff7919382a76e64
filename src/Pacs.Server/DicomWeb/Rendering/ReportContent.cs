using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Text;

namespace Pacs.Server.DicomWeb.Rendering;

/// <summary>What a structured report says (PS3.3 §C.17.3): its tree of content items as lines.</summary>
internal static class ReportContent
{
    private static readonly (Tag Tag, string Name)[] Head =
    [
        (Tags.PatientName, "Patient"), (Tags.PatientID, "Patient ID"), (Tags.PatientBirthDate, "Born"), (Tags.PatientSex, "Sex"),
        (Tags.AccessionNumber, "Accession number"), (Tags.ContentDate, "Date"), (Tags.CompletionFlag, "Completion"),
        (Tags.VerificationFlag, "Verification"),
    ];

    public static string TitleOf(DataSet report) => NameOf(report) is { Length: > 0 } title ? title : "Report";

    /// <summary>Whose report it is, and what state it is in.</summary>
    public static IEnumerable<ReportLine> HeadOf(DataSet report) =>
        Head.Select(row => new ReportLine(0, row.Name, TextOf(report, row.Tag))).Where(line => line.Value.Length > 0);

    /// <summary>The content items in the order of the tree, but for its root, which is the title.</summary>
    public static IEnumerable<ReportLine> LinesOf(DataSet report, int depth = 0)
    {
        foreach (var item in report.GetItems(Tags.ContentSequence))
        {
            if (new ReportLine(depth, NameOf(item), ValueOf(item)) is { IsEmpty: false } own) yield return own;
            foreach (var line in LinesOf(item, depth + 1)) yield return line;
        }
    }

    private static string NameOf(DataSet item) => MeaningOf(item, Tags.ConceptNameCodeSequence);

    private static string ValueOf(DataSet item) => item.GetString(Tags.ValueType)?.Trim() switch
    {
        "TEXT" => TextOf(item, Tags.TextValue),
        "CODE" => MeaningOf(item, Tags.ConceptCodeSequence),
        "NUM" => MeasurementOf(item),
        "DATETIME" => TextOf(item, Tags.DateTime),
        "DATE" => TextOf(item, Tags.Date),
        "TIME" => TextOf(item, Tags.Time),
        "PNAME" => TextOf(item, Tags.PersonName),
        "UIDREF" => TextOf(item, Tags.UID),
        "IMAGE" or "COMPOSITE" or "WAVEFORM" => ReferenceOf(item),
        "SCOORD" or "SCOORD3D" => TextOf(item, Tags.GraphicType),
        _ => "",
    };

    private static string MeasurementOf(DataSet item)
    {
        if (item.GetItems(Tags.MeasuredValueSequence) is not [var measured, ..]) return "";
        return $"{TextOf(measured, Tags.NumericValue)} {MeaningOf(measured, Tags.MeasurementUnitsCodeSequence)}".Trim();
    }

    private static string ReferenceOf(DataSet item)
    {
        if (item.GetItems(Tags.ReferencedSOPSequence) is not [var reference, ..]) return "";

        var sopClass = TextOf(reference, Tags.ReferencedSOPClassUID);
        return $"{UidDictionary.Find(sopClass)?.Name ?? sopClass} {TextOf(reference, Tags.ReferencedSOPInstanceUID)}".Trim();
    }

    private static string MeaningOf(DataSet item, Tag sequence) =>
        item.GetItems(sequence) is [var code, ..] ? TextOf(code, Tags.CodeMeaning) : "";

    private static string TextOf(DataSet item, Tag tag)
    {
        if (item.GetString(tag) is not { } text) return "";
        return DicomDictionary.VrOf(tag) == Vr.PN ? PersonName.Parse(text).ToString().Replace('^', ' ') : text.Trim();
    }
}
