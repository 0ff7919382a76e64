using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Pacs.Network.Connections;

/// <summary>A TCP connection as the pipe that an association wants.</summary>
public sealed class SocketLine : IDuplexPipe, IAsyncDisposable
{
    /// <summary>
    /// A block takes what the kernel has in one call; with 4 KiB a gigabyte costs 2 to 3 times as much.
    /// </summary>
    private const int BlockSize = 128 * 1024;

    private readonly LineStream _stream;

    /// <param name="socket">Connected; it belongs to the line from now on.</param>
    /// <param name="blocks">Where blocks to read into and to write from come from.</param>
    public SocketLine(Socket socket, MemoryPool<byte> blocks)
    {
        socket.NoDelay = true; // a message is written whole: nothing is gained by the kernel's waiting for more
        _stream = new LineStream(socket);
        Input = PipeReader.Create(
            _stream,
            new StreamPipeReaderOptions(blocks, bufferSize: BlockSize, minimumReadSize: BlockSize / 4, leaveOpen: true));
        Output = PipeWriter.Create(
            _stream,
            new StreamPipeWriterOptions(blocks, minimumBufferSize: BlockSize, leaveOpen: true));
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
