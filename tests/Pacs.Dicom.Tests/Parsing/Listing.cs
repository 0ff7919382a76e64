using System.Security.Cryptography;
using System.Text;
using Pacs.Dicom.DataSets;

namespace Pacs.Dicom.Tests.Parsing;

/// <summary>A data set as text, one line per element: what two data sets are compared by.</summary>
internal static class Listing
{
    public static string Of(DataSet dataSet, bool withVr = true)
    {
        var text = new StringBuilder();
        Append(text, dataSet, "", withVr);
        return text.ToString();
    }

    private static void Append(StringBuilder text, DataSet dataSet, string indent, bool withVr)
    {
        foreach (var element in dataSet)
        {
            text.Append(indent).Append(element.Tag);
            if (withVr) text.Append(' ').Append(element.Vr.Letters);
            if (element.Items is { } items)
            {
                text.Append('\n');
                foreach (var item in items)
                {
                    text.Append(indent).Append(" item\n");
                    Append(text, item, indent + "  ", withVr);
                }
            }
            else if (element.Fragments is { } fragments)
            {
                text.Append(" fragments");
                foreach (var fragment in fragments) text.Append(' ').Append(Value(fragment));
                text.Append('\n');
            }
            else
            {
                text.Append(' ').Append(Value(element.Value)).Append('\n');
            }
        }
    }

    private static string Value(ReadOnlyMemory<byte> value) =>
        value.Length <= 64
            ? $"[{Convert.ToHexString(value.Span)}]"
            : $"{value.Length} bytes, {Convert.ToHexString(SHA256.HashData(value.Span))}";
}
