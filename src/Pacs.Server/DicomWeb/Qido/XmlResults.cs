using System.Buffers;
using System.Xml;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Xml;
using Pacs.Server.DicomWeb.Multipart;

namespace Pacs.Server.DicomWeb.Qido;

/// <summary>A part for each result, in the Native DICOM Model (PS3.19 §A.1, PS3.18 §8.7.3.4).</summary>
internal sealed class XmlResults : IResultWriter
{
    public const string PartType = "application/dicom+xml";

    private readonly IBufferWriter<byte> _output;
    private readonly MultipartWriter _parts;
    private readonly MemoryStream _text = new();

    public XmlResults(IBufferWriter<byte> output)
    {
        _output = output;
        _parts = new MultipartWriter(output, PartType);
    }

    public string ContentType => _parts.ContentType;

    public bool HasEmptyForm => false;

    public long Written { get; private set; }

    public void Add(DataSet result)
    {
        _text.SetLength(0);
        using (var xml = XmlWriter.Create(_text, DicomXmlWriter.Settings)) DicomXmlWriter.Write(xml, result);

        _parts.BeginPart(PartType);
        _output.Write(_text.GetBuffer().AsSpan(0, (int)_text.Length));
        Written += _text.Length;
    }

    public void Commit()
    {
        // Parts go to the output as they are written.
    }

    public void End() => _parts.End();

    public void Dispose() => _text.Dispose();
}
