using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Json;
using Pacs.Dicom.Text;
using Pacs.Server.Cli.Listing;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Queries;

namespace Pacs.Server.Cli.Queries;

/// <summary>The answers to a query, for a person or for a program.</summary>
internal static class AnswerPrinter
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // it goes to no web page
    };

    /// <summary>The number of rows.</summary>
    public static async Task<int> WriteTableAsync(
        Terminal terminal,
        IReadOnlyList<QueryKey> columns,
        IAsyncEnumerable<DataSet> answers,
        CancellationToken cancellationToken)
    {
        var table = new AnswerTable([.. columns.Select(ReturnKeys.HeadingOf)]);
        await foreach (var answer in answers.WithCancellation(cancellationToken))
        {
            table.Add(columns.Select(column => ValueOf(column, answer)));
        }

        if (table.Count > 0) table.Write(terminal.Output, terminal.Width);
        return table.Count;
    }

    /// <summary>An array with an answer per line, each written as it comes.</summary>
    public static async Task WriteJsonAsync(
        TextWriter output, IAsyncEnumerable<DataSet> answers, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        await using var json = new Utf8JsonWriter(buffer, Readable);
        var separator = "[";
        await foreach (var answer in answers.WithCancellation(cancellationToken))
        {
            buffer.ResetWrittenCount();
            json.Reset();
            DicomJsonWriter.Write(json, answer);
            await json.FlushAsync(cancellationToken);
            await output.WriteLineAsync(separator);
            await output.WriteAsync(Encoding.UTF8.GetString(buffer.WrittenSpan));
            separator = ",";
        }

        await output.WriteLineAsync(separator == "[" ? "[]" : $"{Environment.NewLine}]");
    }

    /// <summary>The values of a key in an answer, from the first items where its path leads into sequences.</summary>
    private static string ValueOf(QueryKey key, DataSet answer)
    {
        var dataSet = answer;
        foreach (var sequence in key.Path.SkipLast(1))
        {
            if (dataSet.Find(sequence)?.Items is not [var first, ..]) return "";
            dataSet = first;
        }

        return dataSet.Find(key.Attribute) switch
        {
            null => "",
            { Items: { } items } => items.Count == 0 ? "" : $"({Quantity.Count(items.Count)} items)",
            { Vr.IsText: true } or { Vr: Vr.UN } => string.Join('\\', dataSet.GetStrings(key.Attribute)),
            var element => ValueText.Of(element.Value.Span, element.Vr, isBigEndian: false, CharacterSet.Default),
        };
    }
}
