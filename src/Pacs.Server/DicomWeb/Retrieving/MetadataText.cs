using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pacs.Archive.Retrieve;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Json;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>The metadata of instances as DICOM JSON (PS3.18 Annex F), each an object of its own. Used again for the next.</summary>
/// <param name="root">What the URLs of bulk data begin with.</param>
internal sealed class MetadataText(string root) : IDisposable
{
    /// <summary>Only what JSON itself demands: it is never part of a page.</summary>
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _text = new(64 << 10);
    private Utf8JsonWriter? _writer;

    /// <summary>Good until the next is asked for.</summary>
    public ReadOnlyMemory<byte> Of(StoredInstance instance)
    {
        _text.ResetWrittenCount();
        if (_writer is null) _writer = new Utf8JsonWriter(_text, Plain);
        else _writer.Reset(_text);

        var url = RequestedObject.UrlOf(root, instance);
        DicomJsonWriter.Write(
            _writer,
            instance.ReadMetadata(),
            (path, element) => element.IsLeftOut ? $"{url}/bulkdata/{new ElementPath(path, element.Tag)}" : null);
        _writer.Flush();
        return _text.WrittenMemory;
    }

    public void Dispose() => _writer?.Dispose();
}
