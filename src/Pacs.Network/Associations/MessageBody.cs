using Pacs.Dicom.Transfer;
using Pacs.Network.Pdus;

namespace Pacs.Network.Associations;

/// <summary>The data set of a message to send: bytes in memory, or a stream of known length.</summary>
internal readonly record struct MessageBody
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly Stream? _source;
    private readonly bool _isPadded;

    public MessageBody(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        Length = bytes.Length;
    }

    /// <summary>
    /// The rest of a stream. A deflated data set of odd length gets the NUL that the standard wants behind it: there
    /// are peers that end the association otherwise (PS3.5 §A.5).
    /// </summary>
    public MessageBody(Stream source, TransferSyntax syntax)
    {
        _source = source;
        Length = source.Length - source.Position;
        _isPadded = syntax.IsDeflated && (Length & 1) != 0;
        if (_isPadded) Length++;
    }

    public long Length { get; }

    /// <summary>Writes up to <paramref name="most"/> bytes from <paramref name="offset"/> on; gives how many.</summary>
    public async ValueTask<int> WriteAsync(
        DataPduWriter output, long offset, int most, CancellationToken cancellationToken)
    {
        var memory = output.GetMemory(most);
        if (_source is null)
        {
            _bytes.Slice((int)offset, memory.Length).CopyTo(memory);
            output.Advance(memory.Length);
            return memory.Length;
        }

        var read = await _source.ReadAsync(memory, cancellationToken);
        if (read == 0 && _isPadded && offset == Length - 1)
        {
            memory.Span[0] = 0;
            read = 1;
        }

        if (read == 0)
        {
            throw new EndOfStreamException($"The data set ends {Length - offset} bytes before its announced length.");
        }

        output.Advance(read);
        return read;
    }
}
