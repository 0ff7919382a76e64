using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pacs.Server.Control;

/// <summary>
/// The lines of an answer:
/// <code>
/// {"report":...}      any number
/// {"end":true}        then this: all is done
/// {"failure":"..."}   or this: why it is not
/// </code>
/// An answer without a last line was cut off.
/// </summary>
internal static class ControlLine
{
    public const string ContentType = "application/jsonl; charset=utf-8";

    private const string Report = "report";
    private const string Failure = "failure";
    private const string End = "end";

    public static void WriteReport<T>(PipeWriter output, T report, JsonTypeInfo<T> type) => Write(output, Report, json =>
        JsonSerializer.Serialize(json, report, type));

    public static void WriteFailure(PipeWriter output, string message) => Write(output, Failure, json => json.WriteStringValue(message));

    public static void WriteEnd(PipeWriter output) => Write(output, End, json => json.WriteBooleanValue(true));

    /// <summary>True when the line has a report, false when it is the end.</summary>
    /// <exception cref="IOException">It is the failure, with its words.</exception>
    public static bool TryReadReport<T>(string line, JsonTypeInfo<T> type, out T? report)
    {
        using var json = JsonDocument.Parse(line);
        if (json.RootElement.TryGetProperty(Failure, out var failure)) throw new IOException(failure.GetString());

        var isReport = json.RootElement.TryGetProperty(Report, out var content);
        report = isReport ? content.Deserialize(type) : default;
        return isReport;
    }

    private static void Write(PipeWriter output, string name, Action<Utf8JsonWriter> value)
    {
        using (var json = new Utf8JsonWriter((IBufferWriter<byte>)output))
        {
            json.WriteStartObject();
            json.WritePropertyName(name);
            value(json);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }
}
