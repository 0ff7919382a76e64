namespace Pacs.Network.Tests.Associations;

/// <summary>A stream that does not say how long it is, and gives little at a time.</summary>
internal sealed class UnmeasuredStream(byte[] bytes) : MemoryStream(bytes)
{
    public override bool CanSeek => false;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, 1000)], cancellationToken);
}
