using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;
using Pacs.Archive.Retrieve;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Json;
using Pacs.Dicom.Xml;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>
/// The metadata of instances as DICOM JSON (PS3.18 Annex F) or Native DICOM Model (PS3.19 §A.1), each an object or document of its
/// own. Used again for the next.
/// </summary>
/// <param name="root">What the URLs of bulk data begin with.</param>
internal sealed class MetadataText(string root) : IDisposable
{
    /// <summary>Only what JSON itself demands: it is never part of a page.</summary>
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _text = new(8 << 10);
    private readonly MemoryStream _xml = new();
    private Utf8JsonWriter? _writer;

    /// <summary>Good until the next is asked for.</summary>
    public ReadOnlyMemory<byte> Of(StoredInstance instance)
    {
        _text.ResetWrittenCount();
        if (_writer is null) _writer = new Utf8JsonWriter(_text, Plain);
        else _writer.Reset(_text);

        DicomJsonWriter.Write(_writer, instance.ReadMetadata(), LinkOf(instance));
        _writer.Flush();
        return _text.WrittenMemory;
    }

    /// <summary>Good until the next is asked for.</summary>
    public ReadOnlyMemory<byte> XmlOf(StoredInstance instance)
    {
        _xml.SetLength(0);
        using (var writer = XmlWriter.Create(_xml, DicomXmlWriter.Settings))
        {
            DicomXmlWriter.Write(writer, instance.ReadMetadata(), LinkOf(instance));
        }

        return _xml.GetBuffer().AsMemory(0, (int)_xml.Length);
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _xml.Dispose();
    }

    private BulkDataLink LinkOf(StoredInstance instance)
    {
        var url = RequestedObject.UrlOf(root, instance);
        return (path, element) => element.IsLeftOut ? $"{url}/bulkdata/{new ElementPath(path, element.Tag)}" : null;
    }
}
