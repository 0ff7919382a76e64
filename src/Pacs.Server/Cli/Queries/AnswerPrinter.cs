using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Json;
using Spectre.Console;

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
        var table = new Table { Border = TableBorder.None };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(ReturnKeys.HeadingOf(column))) { NoWrap = IsUid(column) });
        }

        var count = 0;
        await foreach (var answer in answers.WithCancellation(cancellationToken))
        {
            table.AddRow(columns.Select(column => new Text(column.ValueIn(answer))));
            count++;
        }

        if (count > 0) terminal.ForTables().Write(table);
        return count;
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

    private static bool IsUid(QueryKey key) => DicomDictionary.VrOf(key.Attribute) == Vr.UI;
}
