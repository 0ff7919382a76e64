using System.Buffers;
using System.Globalization;
using System.Text;

namespace Pacs.Server.DicomWeb.Multipart;

/// <summary>
/// Writes a multipart/related body (RFC 2046 §5.1, RFC 2387). The bodies of the parts are written to the same output, between
/// the calls, by whoever has them: nothing is copied or held.
/// </summary>
/// <param name="output">Where the body goes; a <see cref="System.IO.Pipelines.PipeWriter"/> as a rule. Flushing is the caller's.</param>
/// <param name="partType">The media type of the parts, without parameters: <c>application/dicom</c>.</param>
/// <param name="boundary">A new one, where the Content-Type had to be told before the output was there.</param>
internal sealed class MultipartWriter(IBufferWriter<byte> output, string partType, string? boundary = null)
{
    private bool _isBegun;

    public string Boundary { get; } = boundary ?? MultipartBoundary.New();

    /// <summary>The value of the Content-Type header of the whole.</summary>
    public string ContentType => ContentTypeOf(partType, Boundary);

    /// <summary>The Content-Type of a multipart body (PS3.18 §8.7.1.1).</summary>
    public static string ContentTypeOf(string partType, string boundary) =>
        $"multipart/related; type=\"{partType}\"; boundary={boundary}";

    /// <summary>Writes the delimiter and the part's headers; its body follows.</summary>
    /// <param name="contentType">With its parameters: <c>application/dicom; transfer-syntax=1.2.840.10008.1.2.1</c>.</param>
    /// <param name="contentLocation">Where the part can be had by itself.</param>
    /// <param name="contentLength">Bytes of the body, when they are known.</param>
    // [ CRLF ] "--" boundary CRLF "Content-Type: " .. CRLF [ .. ] CRLF
    public void BeginPart(string contentType, string? contentLocation = null, long? contentLength = null)
    {
        Write(_isBegun ? "\r\n--"u8 : "--"u8);
        _isBegun = true;
        Write(Boundary);
        WriteHeader("\r\nContent-Type: "u8, contentType);
        if (contentLocation is not null) WriteHeader("\r\nContent-Location: "u8, contentLocation);
        if (contentLength is { } length) WriteLength(length);
        Write("\r\n\r\n"u8);
    }

    /// <summary>The media type of a DICOM part that says how it is encoded (PS3.18 §8.7.3.5.2).</summary>
    public static string DicomPart(string transferSyntaxUid) => $"application/dicom; transfer-syntax={transferSyntaxUid}";

    /// <summary>Writes the closing delimiter. A body without parts has one, too.</summary>
    // CRLF "--" boundary "--" CRLF
    public void End()
    {
        Write(_isBegun ? "\r\n--"u8 : "--"u8);
        Write(Boundary);
        Write("--\r\n"u8);
    }

    private void WriteHeader(ReadOnlySpan<byte> name, string value)
    {
        if (value.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new ArgumentException("A header's value has no line ends.", nameof(value));
        }

        Write(name);
        Write(value);
    }

    private void WriteLength(long length)
    {
        Write("\r\nContent-Length: "u8);
        var span = output.GetSpan(20);
        length.TryFormat(span, out var count, provider: CultureInfo.InvariantCulture);
        output.Advance(count);
    }

    private void Write(ReadOnlySpan<byte> bytes) => output.Write(bytes);

    private void Write(string text)
    {
        var span = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        output.Advance(Encoding.UTF8.GetBytes(text, span));
    }
}
