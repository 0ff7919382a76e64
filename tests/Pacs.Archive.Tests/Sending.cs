using System.Buffers;
using System.Runtime.CompilerServices;
using Pacs.Archive.Ingest;

namespace Pacs.Archive.Tests;

/// <summary>Sends images to the archive as a door does.</summary>
internal static class Sending
{
    public const string Scanner = "CT1";

    private const int PieceLength = 1000;

    public static Task<IngestResult> SendAsync(this InstanceIngest ingest, TestImage image, string source = Scanner) =>
        ingest.SendAsync(ArrivalOf(image, source), InPieces(image.Bytes));

    public static async Task<IngestResult> SendAsync(
        this InstanceIngest ingest, InstanceArrival arrival, IAsyncEnumerable<ReadOnlySequence<byte>> dataSet)
    {
        using var received = await ingest.ReceiveAsync(arrival, dataSet, CancellationToken.None);
        return await received.StoreAsync();
    }

    public static InstanceArrival ArrivalOf(TestImage image, string source = Scanner) => new()
    {
        TransferSyntax = image.Syntax,
        SopClassUid = image.SopClass,
        SopInstanceUid = image.Instance,
        Source = source,
    };

    public static async IAsyncEnumerable<ReadOnlySequence<byte>> InPieces(
        byte[] bytes, int length = PieceLength, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var start = 0; start < bytes.Length; start += length)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ReadOnlySequence<byte>(bytes, start, Math.Min(length, bytes.Length - start));
        }
    }

    /// <summary>The data set up to a length, and then the peer is gone.</summary>
    public static async IAsyncEnumerable<ReadOnlySequence<byte>> BreakingOff(byte[] bytes, int after)
    {
        await foreach (var piece in InPieces(bytes[..after])) yield return piece;
        throw new IOException("The connection broke.");
    }
}
