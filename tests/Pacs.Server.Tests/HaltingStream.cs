namespace Pacs.Server.Tests;

/// <summary>Bytes of which the second part is not there until it is let go on.</summary>
internal sealed class HaltingStream(byte[] bytes, int haltAt) : MemoryStream(bytes)
{
    private readonly TaskCompletionSource _halted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Halted => _halted.Task;

    public void GoOn() => _goOn.SetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position < haltAt)
        {
            buffer = buffer[..(int)Math.Min(buffer.Length, haltAt - Position)];
        }
        else
        {
            _halted.TrySetResult();
            await _goOn.Task.WaitAsync(cancellationToken);
        }

        return await base.ReadAsync(buffer, cancellationToken);
    }
}
