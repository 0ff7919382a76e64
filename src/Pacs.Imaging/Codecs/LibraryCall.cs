using Pacs.Dicom;

namespace Pacs.Imaging.Codecs;

/// <summary>
/// Has a library decode on a thread of its own, with buffers of its own, for as long as is reasonable: a call into a library
/// cannot be ended. One that takes longer is left behind; it keeps its place among those that may run at once until it ends, so
/// that frames made to be slow cost so many threads and no more.
/// </summary>
internal static class LibraryCall
{
    /// <summary>The slowest codec does some 13 MB a second on one core.</summary>
    private const int SlowestBytesPerSecond = 1 << 20;

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(10);
    private static readonly SemaphoreSlim Places = new(Environment.ProcessorCount * 2);

    /// <param name="codestream">What to decode.</param>
    /// <param name="samples">Gets what was decoded.</param>
    /// <param name="decode">Decodes the first array to the second, which is as long as the samples.</param>
    /// <exception cref="DicomFormatException">It took too long, or as <paramref name="decode"/> says.</exception>
    public static void Decode(ReadOnlySpan<byte> codestream, Span<byte> samples, Action<byte[], byte[]> decode) =>
        Decode(codestream, samples, Least + TimeSpan.FromSeconds(samples.Length / SlowestBytesPerSecond), decode);

    internal static void Decode(ReadOnlySpan<byte> codestream, Span<byte> samples, TimeSpan limit, Action<byte[], byte[]> decode)
    {
        var input = codestream.ToArray();
        var output = new byte[samples.Length];
        if (!Places.Wait(limit)) throw new DicomFormatException("All decoders are held up by frames that take too long.");

        var work = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    decode(input, output);
                }
                finally
                {
                    Places.Release();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        if (Task.WaitAny([work], limit) < 0)
        {
            throw new DicomFormatException($"Decoding the frame took more than {limit.TotalSeconds:0.##} s.");
        }

        work.GetAwaiter().GetResult();
        output.CopyTo(samples);
    }
}
