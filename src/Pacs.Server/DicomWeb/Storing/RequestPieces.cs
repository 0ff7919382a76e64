using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Pacs.Server.DicomWeb.Multipart;

namespace Pacs.Server.DicomWeb.Storing;

/// <summary>A body as it comes, in pieces each valid until the next is asked for.</summary>
internal static class RequestPieces
{
    public static async IAsyncEnumerable<ReadOnlySequence<byte>> Of(
        MultipartPart part, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await part.ReadAsync(cancellationToken) is { IsEmpty: false } piece) yield return piece;
    }

    public static async IAsyncEnumerable<ReadOnlySequence<byte>> Of(
        PipeReader body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await body.ReadAsync(cancellationToken);
            try
            {
                if (!result.Buffer.IsEmpty) yield return result.Buffer;
            }
            finally
            {
                body.AdvanceTo(result.Buffer.End); // also when nobody wants the rest: the server passes over it
            }

            if (result.IsCompleted) yield break;
        }
    }

    /// <summary>All of it in memory, or null when it is longer than allowed.</summary>
    public static async Task<ReadOnlyMemory<byte>?> GatherAsync(
        IAsyncEnumerable<ReadOnlySequence<byte>> pieces, int maxLength, CancellationToken cancellationToken)
    {
        var gathered = new ArrayBufferWriter<byte>();
        await foreach (var piece in pieces.WithCancellation(cancellationToken))
        {
            if (piece.Length > maxLength - gathered.WrittenCount) return null;
            foreach (var block in piece) gathered.Write(block.Span);
        }

        return gathered.WrittenMemory;
    }
}
