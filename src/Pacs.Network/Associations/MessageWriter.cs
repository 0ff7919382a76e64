using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Network.Messages;
using Pacs.Network.Pdus;

namespace Pacs.Network.Associations;

/// <summary>
/// Sends messages, each one whole before the next (PS3.8 Annex E). A message that fits goes out with one flush, and may wait
/// for the next one, to go out with that; a long one goes out as its bytes come, held back by the peer's reading.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Who waits for a disposed semaphore waits forever.")]
internal sealed class MessageWriter
{
    /// <summary>Our own limit for a variable field where the peer's is higher or none.</summary>
    private const uint LongestPdu = 256 * 1024;

    /// <summary>A message fragment has to have some bytes in it, whatever the peer says.</summary>
    private const uint ShortestPdu = PdvHeader.Size + 2;

    /// <summary>An encoding buffer that has grown past this is not kept.</summary>
    private const int LargestKeptBuffer = 1024 * 1024;

    private readonly DataPduWriter _output;
    private readonly int _maxPdu;
    private readonly Action<AssociationAbortedException> _broken;
    private readonly PipeWriter _pipe;
    private readonly CommandSetWriter _commands = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private ArrayBufferWriter<byte> _encoded = new();
    private volatile bool _isInsideMessage;

    /// <param name="pipe">Where to.</param>
    /// <param name="peerMaxPdu">The longest variable field that the peer takes; 0 for any (PS3.8 §D.1).</param>
    /// <param name="broken">Called when a message has been cut short.</param>
    public MessageWriter(PipeWriter pipe, uint peerMaxPdu, Action<AssociationAbortedException> broken)
    {
        _pipe = pipe;
        _output = new DataPduWriter(pipe);
        _broken = broken;
        _maxPdu = (int)Math.Clamp(peerMaxPdu == 0 ? LongestPdu : peerMaxPdu, ShortestPdu, LongestPdu);
    }

    /// <summary>Runs while the peer is waited for.</summary>
    public Watch? Watch
    {
        get => _output.Watch;
        set => _output.Watch = value;
    }

    /// <summary>True from the first byte of a command to the last of its data set, and for good after one that was cut short.</summary>
    public bool IsInsideMessage => _isInsideMessage;

    /// <summary>Bytes of one message that fit a PDU.</summary>
    private int MaxFragment => _maxPdu - PdvHeader.Size;

    /// <summary>Ends a pending flush and all later ones with <paramref name="fault"/>.</summary>
    public void Stop(AssociationAbortedException fault) => _output.Stop(fault);

    public ValueTask SendAsync(PresentationContext context, Command command, DataSet? dataSet, CancellationToken cancellationToken) =>
        SendAsync(context, command, dataSet, mayWait: false, cancellationToken);

    /// <summary>With <paramref name="mayWait"/> it need not go out before the next message does, which follows at once.</summary>
    public async ValueTask SendAsync(
        PresentationContext context, Command command, DataSet? dataSet, bool mayWait, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            MessageBody? body = null;
            if (dataSet is not null)
            {
                if (_encoded.Capacity > LargestKeptBuffer) _encoded = new ArrayBufferWriter<byte>();
                _encoded.ResetWrittenCount();
                DataSetWriter.Write(dataSet, context.TransferSyntax, _encoded);
                body = new MessageBody(_encoded.WrittenMemory);
            }

            await WriteAsync(context.Id, command, body, mayWait, cancellationToken);
        }
        catch (Exception e)
        {
            CutShort(e);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads the stream from its position to its end. When it fails half-way, so does the association.</summary>
    public async ValueTask SendAsync(
        PresentationContext context, Command command, Stream dataSet, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (dataSet.CanSeek)
            {
                var body = new MessageBody(dataSet, context.TransferSyntax);
                await WriteAsync(context.Id, command, body, mayWait: false, cancellationToken);
            }
            else
            {
                await WriteUnmeasuredAsync(context.Id, command, dataSet, cancellationToken);
            }
        }
        catch (Exception e)
        {
            CutShort(e);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends what is not a message: the PDUs that end an association.</summary>
    public async ValueTask SendAsync(Action<IBufferWriter<byte>> write, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _output.ThrowIfStopped();
            write(_pipe);
            await _output.FlushAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Tells the peer that this side gives up, if it can still be told.</summary>
    public async ValueTask AbortAsync(AssociateAbort abort, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(CancellationToken.None); // soon: the fault ends whoever sends
        try
        {
            await _output.AbortAsync(abort, cancellationToken);
        }
        catch (Exception e) when (AssociationAbortedException.IsBrokenLine(e) || e is OperationCanceledException)
        {
            // The peer is gone and need not be told.
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the pipe, once nobody sends any more: the fault sees to that.</summary>
    public async ValueTask CompleteAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            await _output.CompleteAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask WriteAsync(
        byte contextId, Command command, MessageBody? body, bool mayWait, CancellationToken cancellationToken)
    {
        var bytes = Begin(command, hasDataSet: body is not null);

        // P-DATA-TF: a part of a command that is longer than the peer takes
        for (; bytes.Length > MaxFragment; bytes = bytes[MaxFragment..])
        {
            _output.BeginPdu(_maxPdu);
            WriteCommandPdv(contextId, bytes[..MaxFragment], isLast: false);
            _output.EndPdu();
        }

        // P-DATA-TF: the last of the command, and as much of the data set as still fits
        var beside = body is { } whole ? FirstShare(whole.Length, MaxFragment - PdvHeader.Size - bytes.Length) : -1;
        _output.BeginPdu(PdvHeader.Size + bytes.Length + (beside >= 0 ? PdvHeader.Size + beside : 0));
        WriteCommandPdv(contextId, bytes, isLast: true);
        var sent = 0L;
        if (body is { } first && beside >= 0)
        {
            sent = await WriteDataPdvAsync(contextId, first, 0, beside, cancellationToken);
        }

        _output.EndPdu();

        // P-DATA-TF: more of the data set, one presentation data value of even length each
        for (var isBegun = beside >= 0; body is { } rest && (!isBegun || sent < rest.Length); isBegun = true)
        {
            var part = (int)Math.Min(rest.Length - sent, MaxFragment & ~1);
            _output.BeginPdu(PdvHeader.Size + part);
            sent = await WriteDataPdvAsync(contextId, rest, sent, part, cancellationToken);
            _output.EndPdu();
        }

        await EndAsync(mayWait);
    }

    /// <summary>
    /// A stream that does not know its length is read one block ahead, because the last fragment says that it is the
    /// last.
    /// </summary>
    private async ValueTask WriteUnmeasuredAsync(
        byte contextId, Command command, Stream source, CancellationToken cancellationToken)
    {
        var size = Math.Min(MaxFragment, DataPduWriter.FlushThreshold) & ~1;
        var block = ArrayPool<byte>.Shared.Rent(size);
        var ahead = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var length = await source.ReadAtLeastAsync(block.AsMemory(0, size), size, false, cancellationToken);
            if (length < size)
            {
                await WriteAsync(contextId, command, new MessageBody(block.AsMemory(0, length)), mayWait: false, cancellationToken);
                return;
            }

            for (var bytes = Begin(command, hasDataSet: true); !bytes.IsEmpty;)
            {
                var part = Math.Min(bytes.Length, MaxFragment);
                _output.BeginPdu(PdvHeader.Size + part);
                WriteCommandPdv(contextId, bytes[..part], isLast: part == bytes.Length);
                _output.EndPdu();
                bytes = bytes[part..];
            }

            while (length > 0)
            {
                var next = length < size ? 0
                    : await source.ReadAtLeastAsync(ahead.AsMemory(0, size), size, false, cancellationToken);
                _output.BeginPdu(PdvHeader.Size + length);
                _output.BeginPdv(new PdvHeader(contextId, IsCommand: false, IsLast: next == 0, (uint)length));
                _output.Write(block.AsSpan(0, length));
                _output.EndPdu();
                await _output.FlushIfWorthwhileAsync();
                (block, ahead, length) = (ahead, block, next);
            }

            await EndAsync(mayWait: false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
            ArrayPool<byte>.Shared.Return(ahead);
        }
    }

    /// <summary>How much of the data set goes beside the command; -1 for not even a fragment without bytes.</summary>
    private static int FirstShare(long length, int room) =>
        room < 0 ? -1 : length <= room ? (int)length : room >= 2 ? room & ~1 : -1;

    private ReadOnlyMemory<byte> Begin(Command command, bool hasDataSet)
    {
        _output.ThrowIfStopped();
        var bytes = _commands.Encode(command, hasDataSet);
        _isInsideMessage = true;
        return bytes;
    }

    /// <summary>Not to be cancelled: the peer may act on the message as soon as it is sent.</summary>
    private async ValueTask EndAsync(bool mayWait)
    {
        await (mayWait ? _output.FlushIfWorthwhileAsync() : _output.FlushAsync(CancellationToken.None));
        _isInsideMessage = false;
    }

    private void WriteCommandPdv(byte contextId, ReadOnlyMemory<byte> bytes, bool isLast)
    {
        _output.BeginPdv(new PdvHeader(contextId, IsCommand: true, isLast, (uint)bytes.Length));
        _output.Write(bytes.Span);
    }

    /// <summary>Writes <paramref name="count"/> bytes from <paramref name="offset"/> on; gives the next.</summary>
    private async ValueTask<long> WriteDataPdvAsync(
        byte contextId, MessageBody body, long offset, int count, CancellationToken cancellationToken)
    {
        var end = offset + count;
        _output.BeginPdv(new PdvHeader(contextId, IsCommand: false, IsLast: end == body.Length, (uint)count));
        while (offset < end)
        {
            offset += await body.WriteAsync(_output, offset, (int)(end - offset), cancellationToken);
            await _output.FlushIfWorthwhileAsync();
        }

        return offset;
    }

    /// <summary>Half a message cannot be taken back, nor can another follow it.</summary>
    private void CutShort(Exception reason)
    {
        if (!_isInsideMessage) return;

        _broken(reason as AssociationAbortedException
            ?? AssociationAbortedException.ByUs("A message could not be sent to its end.", reason));
    }
}
