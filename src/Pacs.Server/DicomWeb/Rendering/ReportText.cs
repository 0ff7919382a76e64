using System.Net;
using System.Text;
using Pacs.Dicom.DataSets;

namespace Pacs.Server.DicomWeb.Rendering;

/// <summary>A structured report as a page, or as plain text. What the report says never becomes markup.</summary>
internal static class ReportText
{
    private const string Style = "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}" +
        "table{border-collapse:collapse;margin-bottom:1em}td{padding:0 1em 0 0;color:#555}p{margin:.2em 0;white-space:pre-wrap}";

    public static string Html(DataSet report)
    {
        var title = WebUtility.HtmlEncode(ReportContent.TitleOf(report));
        var page = new StringBuilder()
            .Append("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>").Append(title)
            .Append("</title><style>").Append(Style).Append("</style></head>\n<body><h1>").Append(title).Append("</h1>\n<table>\n");
        foreach (var line in ReportContent.HeadOf(report))
        {
            page.Append("<tr><td>").Append(line.Name).Append("</td><td>").Append(WebUtility.HtmlEncode(line.Value)).Append("</td></tr>\n");
        }

        page.Append("</table>\n");
        foreach (var line in ReportContent.LinesOf(report)) AppendLine(page, line);
        return page.Append("</body></html>\n").ToString();
    }

    public static string Plain(DataSet report)
    {
        var text = new StringBuilder().Append(ReportContent.TitleOf(report)).Append("\n\n");
        foreach (var line in ReportContent.HeadOf(report)) AppendPlain(text, line);
        text.Append('\n');
        foreach (var line in ReportContent.LinesOf(report)) AppendPlain(text, line);
        return text.ToString();
    }

    private static void AppendLine(StringBuilder page, ReportLine line)
    {
        var name = WebUtility.HtmlEncode(line.Name);
        page.Append("<p style=\"margin-left:").Append(line.Depth * 2).Append("em\">");
        if (line.Value.Length == 0) page.Append("<b>").Append(name).Append("</b>");
        else if (name.Length > 0) page.Append("<b>").Append(name).Append(":</b> ").Append(WebUtility.HtmlEncode(line.Value));
        else page.Append(WebUtility.HtmlEncode(line.Value));
        page.Append("</p>\n");
    }

    private static void AppendPlain(StringBuilder text, ReportLine line)
    {
        text.Append(' ', line.Depth * 2).Append(line.Name);
        if (line is { Name.Length: > 0, Value.Length: > 0 }) text.Append(": ");
        text.Append(line.Value.ReplaceLineEndings("\n" + new string(' ', (line.Depth * 2) + 2))).Append('\n');
    }
}
