using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pacs.Server.Cli.Reports;

/// <summary>Reports for a program.</summary>
internal static class JsonPrinter
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // it goes to no web page
    };

    /// <summary>An array with an object per line, each written as it comes.</summary>
    public static async Task WriteAsync<T>(
        TextWriter output, IAsyncEnumerable<T> reports, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var separator = "[";
        await foreach (var report in reports.WithCancellation(cancellationToken))
        {
            await output.WriteLineAsync(separator);
            await output.WriteAsync(JsonSerializer.Serialize(report, type));
            separator = ",";
        }

        await output.WriteLineAsync(separator == "[" ? "[]" : $"{Environment.NewLine}]");
    }

    /// <summary>One object over several lines.</summary>
    public static void Write<T>(TextWriter output, T report, JsonTypeInfo<T> type)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Readable)) JsonSerializer.Serialize(json, report, type);
        output.WriteLine(System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }
}
