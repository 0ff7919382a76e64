using Pacs.Dicom.Parsing;

namespace Pacs.Imaging.Transcoding;

/// <summary>Streams one behind the other. Disposes them.</summary>
internal sealed class JoinedStream(params Stream[] parts) : ForwardStream
{
    private int _at;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;

        while (_at < parts.Length)
        {
            if (parts[_at].Read(buffer) is > 0 and var count) return count;
            _at++;
        }

        return 0;
    }

    /// <summary>Completes at once: this thread reads, and decodes.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : ValueTask.FromResult(Read(buffer.Span));

    protected override void Dispose(bool disposing)
    {
        if (disposing) Array.ForEach(parts, part => part.Dispose());
        base.Dispose(disposing);
    }
}
