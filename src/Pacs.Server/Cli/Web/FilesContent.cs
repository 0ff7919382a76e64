using System.IO.Pipelines;
using System.Net;
using Pacs.Server.DicomWeb.Multipart;

namespace Pacs.Server.Cli.Web;

/// <summary>DICOM files as the body of a store request, read while they are sent.</summary>
internal sealed class FilesContent : HttpContent
{
    private const int ReadLength = 256 << 10;

    private readonly IReadOnlyList<string> _paths;
    private readonly Action<long> _sent;
    private readonly string _boundary = MultipartBoundary.New();

    /// <param name="paths">The files.</param>
    /// <param name="sent">Told how many bytes have been read of them.</param>
    public FilesContent(IReadOnlyList<string> paths, Action<long> sent)
    {
        _paths = paths;
        _sent = sent;
        Headers.TryAddWithoutValidation("Content-Type", MultipartWriter.ContentTypeOf("application/dicom", _boundary));
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        var parts = new MultipartWriter(output, "application/dicom", _boundary);
        foreach (var path in _paths)
        {
            parts.BeginPart("application/dicom");
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
            while (await file.ReadAsync(output.GetMemory(ReadLength), cancellationToken) is > 0 and var count)
            {
                output.Advance(count);
                await output.FlushAsync(cancellationToken);
                _sent(count);
            }
        }

        parts.End();
        await output.CompleteAsync();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
