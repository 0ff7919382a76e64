namespace Pacs.Imaging.Transcoding;

/// <summary>
/// Makes the frames of an image one after the other, the next ones while one is used: as many at once as there are processors, but
/// no more memory than a few large ones take.
/// </summary>
/// <param name="count">How many there are.</param>
/// <param name="frameLength">Bytes of one.</param>
/// <param name="make">Makes one, on any thread.</param>
internal sealed class FramesAhead(int count, int frameLength, Func<int, byte[]> make)
{
    private const int MostBytes = 64 << 20;

    private readonly int _most = Math.Clamp(MostBytes / Math.Max(1, frameLength), 1, Environment.ProcessorCount);
    private readonly Queue<Task<byte[]>> _begun = new();
    private int _next;

    /// <summary>The next frame, in their order; throws what making it threw.</summary>
    public byte[] Take()
    {
        if (count == 1) return make(0); // nobody to overtake: spares changing threads

        Begin();
        var frame = _begun.Dequeue();
        try
        {
            return frame.GetAwaiter().GetResult();
        }
        finally
        {
            Begin();
        }
    }

    private void Begin()
    {
        while (_begun.Count < _most && _next < count)
        {
            var frame = _next++;
            _begun.Enqueue(Task.Run(() => make(frame)));
        }
    }
}
