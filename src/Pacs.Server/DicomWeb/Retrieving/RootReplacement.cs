using System.Buffers;
using System.Text;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>
/// Gives the URLs in the text of a bundle another root: it was made for a client that reached the service by another name. Nothing
/// else in such a text looks like the beginning of one, because quotation marks in values are escaped.
/// </summary>
internal sealed class RootReplacement(string made, string wanted)
{
    private const int BufferLength = 32 << 10;

    private readonly byte[] _made = Encoding.UTF8.GetBytes($"\"BulkDataURI\":\"{made}");
    private readonly byte[] _wanted = Encoding.UTF8.GetBytes($"\"BulkDataURI\":\"{wanted}");

    /// <param name="text">The text as it was made.</param>
    /// <param name="write">Takes the text as it is wanted, in pieces of less than 64 KiB.</param>
    /// <param name="flushAsync">Called between pieces.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task CopyAsync(
        Stream text, Action<ReadOnlySpan<byte>> write, Func<ValueTask> flushAsync, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength + _made.Length);
        try
        {
            var held = 0;
            while (await text.ReadAsync(buffer.AsMemory(held, BufferLength), cancellationToken) is > 0 and var read)
            {
                held = Replace(buffer.AsSpan(0, held + read), write);
                await flushAsync();
            }

            write(buffer.AsSpan(0, held));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Moves to the front what may be the beginning of a URL, and says how much that is.</summary>
    private int Replace(Span<byte> text, Action<ReadOnlySpan<byte>> write)
    {
        var rest = text;
        while (rest.IndexOf(_made) is >= 0 and var at)
        {
            write(rest[..at]);
            write(_wanted);
            rest = rest[(at + _made.Length)..];
        }

        var kept = Math.Min(_made.Length - 1, rest.Length);
        write(rest[..^kept]);
        rest[^kept..].CopyTo(text);
        return kept;
    }
}
