using System.IO.Pipelines;

namespace Pacs.Network.Associations;

/// <summary>The data set of a message to send: bytes in memory, or a stream of known length.</summary>
internal readonly record struct MessageBody(ReadOnlyMemory<byte> Bytes, Stream? Source, long Length)
{
    public MessageBody(ReadOnlyMemory<byte> bytes)
        : this(bytes, null, bytes.Length)
    {
    }

    public MessageBody(Stream source, long length)
        : this(default, source, length)
    {
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
        if (read == 0) throw new EndOfStreamException($"The data set ends {Length - offset} bytes before its announced length.");
        output.Advance(read);
        return read;
    }
}
