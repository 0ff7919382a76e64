namespace Pacs.Server.DicomWeb.Rendering;

/// <summary>How many pictures are made at once: as many as there are processors. Each holds a frame decoded, so this bounds memory, too.</summary>
internal sealed class RenderingSlots : IDisposable
{
    private readonly SemaphoreSlim _places = new(Environment.ProcessorCount);

    /// <summary>Does the work once there is a place for it; not at all when the client has gone by then.</summary>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            return work();
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();
}
