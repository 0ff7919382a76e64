using System.IO.Pipelines;
using Pacs.Dicom.Transfer;

namespace Pacs.Network.Associations;

/// <summary>The data set of a message to send: bytes in memory, or a stream of known length.</summary>
internal readonly record struct MessageBody(ReadOnlyMemory<byte> Bytes, Stream? Source, long Length, bool IsPadded = false)
{
    public MessageBody(ReadOnlyMemory<byte> bytes)
        : this(bytes, null, bytes.Length)
    {
    }

    /// <summary>
    /// The rest of a stream. A deflated data set of odd length gets the NUL that the standard wants behind it: there are
    /// peers that end the association otherwise (PS3.5 §A.5).
    /// </summary>
    public MessageBody(Stream source, TransferSyntax syntax)
        : this(default, source, source.Length - source.Position)
    {
        IsPadded = syntax.IsDeflated && (Length & 1) != 0;
        if (IsPadded) Length++;
    }

    /// <summary>
    /// Puts up to <paramref name="count"/> bytes, the ones from <paramref name="offset"/>, into the pipe's own memory;
    /// gives how many.
    /// </summary>
    public async ValueTask<int> CopyAsync(PipeWriter output, long offset, int count, CancellationToken cancellationToken)
    {
        // Whatever is left of the pipe's block is used; a tail shorter than this is not worth a read.
        const int leastRead = 4096;
        var memory = output.GetMemory(Math.Min(count, leastRead));
        if (memory.Length > count) memory = memory[..count];
        if (Source is null)
        {
            Bytes.Slice((int)offset, memory.Length).CopyTo(memory);
            output.Advance(memory.Length);
            return memory.Length;
        }

        var read = await Source.ReadAsync(memory, cancellationToken);
        if (read == 0 && IsPadded && offset == Length - 1)
        {
            memory.Span[0] = 0;
            read = 1;
        }

        if (read == 0) throw new EndOfStreamException($"The data set ends {Length - offset} bytes before its announced length.");
        output.Advance(read);
        return read;
    }
}
