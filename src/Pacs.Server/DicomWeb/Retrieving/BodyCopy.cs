using System.IO.Pipelines;

namespace Pacs.Server.DicomWeb.Retrieving;

internal static class BodyCopy
{
    /// <summary>What is handed to the socket at a time: a block of its pool.</summary>
    private const int FlushLength = 128 << 10;

    private const int ShortestRead = 16 << 10;

    /// <summary>
    /// Reads a stream straight into the blocks that go to the socket: nothing is copied, and nothing allocated however much
    /// it is. The last bytes wait for more, or for the end of the response.
    /// </summary>
    public static async ValueTask CopyFromAsync(this PipeWriter output, Stream body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var count = await body.ReadAsync(output.GetMemory(ShortestRead), cancellationToken);
            if (count == 0) return;

            output.Advance(count);
            if (output.UnflushedBytes >= FlushLength) await output.FlushAsync(cancellationToken);
        }
    }
}
