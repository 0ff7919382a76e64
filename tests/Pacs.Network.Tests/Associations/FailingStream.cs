namespace Pacs.Network.Tests.Associations;

/// <summary>A file on a disk that fails half-way.</summary>
internal sealed class FailingStream(int length) : MemoryStream(new byte[length])
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Position >= Length / 2 ? throw new IOException("The disk failed.") : base.ReadAsync(
            buffer[..Math.Min(buffer.Length, 10)], cancellationToken);
}
