using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Json;

namespace Pacs.Server.DicomWeb.Qido;

/// <summary>An array of objects of the DICOM JSON Model (PS3.18 Annex F).</summary>
internal sealed class JsonResults : IResultWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), // text as it is, but nothing that HTML would take for its own
        SkipValidation = true,
    };

    private readonly Utf8JsonWriter _json;

    public JsonResults(IBufferWriter<byte> output, string mediaType)
    {
        _json = new Utf8JsonWriter(output, Options);
        _json.WriteStartArray();
        ContentType = mediaType;
    }

    public string ContentType { get; }

    public bool HasEmptyForm => true;

    public long Written => _json.BytesCommitted + _json.BytesPending;

    public void Add(DataSet result) => DicomJsonWriter.Write(_json, result);

    public void Commit() => _json.Flush();

    public void End()
    {
        _json.WriteEndArray();
        _json.Flush();
    }

    /// <summary>What was not committed belongs to an answer that failed.</summary>
    public void Dispose()
    {
        _json.Reset();
        _json.Dispose();
    }
}
