using System.Buffers;
using Pacs.Server.DicomWeb.Headers;

namespace Pacs.Server.DicomWeb.Multipart;

/// <summary>One part of a multipart body that is being read: its headers, and its body as long as no later part was asked for.</summary>
internal sealed class MultipartPart
{
    private readonly MultipartReader _reader;

    internal MultipartPart(MultipartReader reader, int number, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        _reader = reader;
        Number = number;
        Headers = headers;
        ContentType = MediaType.Parse(Find("Content-Type"));
    }

    /// <summary>1 for the first.</summary>
    public int Number { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>Null when there is none, or none that is a media type.</summary>
    public MediaType? ContentType { get; }

    public string? ContentLocation => Find("Content-Location");

    public string? ContentId => Find("Content-ID");

    /// <summary>
    /// The next piece of the body, valid until more is asked for; empty at the body's end.
    /// </summary>
    /// <exception cref="MultipartException">The body ends without a delimiter.</exception>
    public ValueTask<ReadOnlySequence<byte>> ReadAsync(CancellationToken cancellationToken) =>
        _reader.ReadBodyAsync(this, cancellationToken);

    private string? Find(string name)
    {
        foreach (var header in Headers)
        {
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) return header.Value;
        }

        return null;
    }
}
