using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Network.Messages;
using Pacs.Network.Pdus;

namespace Pacs.Network.Associations;

/// <summary>
/// Sends messages as P-DATA-TF, each one whole before the next (PS3.8 §9.3.5 and Annex E). A message that fits goes out
/// with one flush; a long one as its bytes come, held back by the peer's reading.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Who waits for a disposed semaphore waits forever; undisposed it holds nothing.")]
internal sealed class MessageWriter
{
    /// <summary>Our own limit for a variable field where the peer's is higher or none.</summary>
    private const uint LongestPdu = 256 * 1024;

    /// <summary>A message fragment has to have some bytes in it, whatever the peer says.</summary>
    private const uint ShortestPdu = PdvHeader.Size + 2;

    /// <summary>Enough for one system call to be worth it, little enough to keep both sides busy.</summary>
    private const int FlushThreshold = 64 * 1024;

    /// <summary>An encoding buffer that has grown past this is not kept.</summary>
    private const int LargestKeptBuffer = 1024 * 1024;

    private readonly PipeWriter _output;
    private readonly int _maxPdu;
    private readonly Action<AssociationAbortedException> _broken;
    private readonly CommandSetWriter _commands = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private ArrayBufferWriter<byte> _encoded = new();
    private volatile AssociationAbortedException? _fault;
    private bool _isInsidePdu;
    private bool _isFlushing;
    private bool _isInsideMessage;
    private int _unflushed;

    /// <param name="output">Where to.</param>
    /// <param name="peerMaxPdu">The longest variable field that the peer takes; 0 for any (PS3.8 §D.1).</param>
    /// <param name="broken">Called when a message has been cut short.</param>
    public MessageWriter(PipeWriter output, uint peerMaxPdu, Action<AssociationAbortedException> broken)
    {
        _output = output;
        _broken = broken;
        _maxPdu = (int)Math.Clamp(peerMaxPdu == 0 ? LongestPdu : peerMaxPdu, ShortestPdu, LongestPdu);
    }

    /// <summary>Runs while the peer is waited for.</summary>
    public Watch? Watch { get; set; }

    /// <summary>Ends a pending flush and all later ones with <paramref name="fault"/>.</summary>
    public void Stop(AssociationAbortedException fault)
    {
        _fault ??= fault;
        _output.CancelPendingFlush();
    }

    public async ValueTask SendAsync(
        PresentationContext context, Command command, DataSet? dataSet, CancellationToken cancellationToken)
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

            await WriteAsync(context.Id, command, body, cancellationToken);
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

    /// <summary>The stream is read from its position to its end. When it fails half-way, so does the association.</summary>
    public async ValueTask SendAsync(
        PresentationContext context, Command command, Stream dataSet, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (dataSet.CanSeek)
            {
                var body = new MessageBody(dataSet, context.TransferSyntax);
                await WriteAsync(context.Id, command, body, cancellationToken);
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

    /// <summary>Sends what is not a message: the PDUs that begin and end an association.</summary>
    public async ValueTask SendAsync(Action<IBufferWriter<byte>> write, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            write(_output);
            await FlushAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Sends A-ABORT, unless a PDU has been cut short.
    /// </summary>
    public async ValueTask AbortAsync(AssociateAbort abort, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(CancellationToken.None); // soon: the fault ends whoever sends
        try
        {
            if (IsCut) return;

            PduWriter.Write(abort, _output);
            var result = await _output.FlushAsync(cancellationToken);
            if (result.IsCanceled) await _output.FlushAsync(cancellationToken); // that was for whoever sent last
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or InvalidOperationException)
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
            await _output.CompleteAsync(IsCut ? _fault : null);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>True when the peer may have part of a PDU, so that whatever follows would be taken for the rest of it.</summary>
    private bool IsCut => _isInsidePdu || _isFlushing;

    private async ValueTask WriteAsync(byte contextId, Command command, MessageBody? body, CancellationToken cancellationToken)
    {
        ThrowIfStopped();
        var bytes = _commands.Encode(command, body is not null);
        while (bytes.Length > _maxPdu - PdvHeader.Size)
        {
            var part = _maxPdu - PdvHeader.Size;
            WritePduHeader(PdvHeader.Size + part);
            WriteCommandPdv(contextId, bytes[..part], isLast: false);
            _isInsidePdu = false;
            bytes = bytes[part..];
        }

        // P-DATA-TF: the (last of the) command, and as much of the data set as still fits
        var sent = 0L;
        var beside = body is { } whole ? FirstShare(whole.Length, _maxPdu - (2 * PdvHeader.Size) - bytes.Length) : -1;
        WritePduHeader(PdvHeader.Size + bytes.Length + (beside >= 0 ? PdvHeader.Size + beside : 0));
        WriteCommandPdv(contextId, bytes, isLast: true);
        if (body is { } source)
        {
            if (beside >= 0) sent = await WriteDataPdvAsync(contextId, source, 0, beside, cancellationToken);
            _isInsidePdu = false;

            // P-DATA-TF: one presentation data value each
            var most = (_maxPdu - PdvHeader.Size) & ~1;
            while (sent < source.Length)
            {
                var part = (int)Math.Min(source.Length - sent, most);
                WritePduHeader(PdvHeader.Size + part);
                sent = await WriteDataPdvAsync(contextId, source, sent, part, cancellationToken);
                _isInsidePdu = false;
            }
        }

        _isInsidePdu = false;
        await FlushAsync(CancellationToken.None); // past here the peer may act on the message
        _isInsideMessage = false;
    }

    /// <summary>
    /// A stream that does not know its length is read one block ahead, because the last fragment says that it is the last.
    /// </summary>
    private async ValueTask WriteUnmeasuredAsync(byte contextId, Command command, Stream source, CancellationToken cancellationToken)
    {
        var blockSize = (Math.Min(_maxPdu, FlushThreshold) - PdvHeader.Size) & ~1;
        var block = ArrayPool<byte>.Shared.Rent(blockSize);
        var ahead = ArrayPool<byte>.Shared.Rent(blockSize);
        try
        {
            var length = await source.ReadAtLeastAsync(block.AsMemory(0, blockSize), blockSize, throwOnEndOfStream: false, cancellationToken);
            if (length < blockSize)
            {
                await WriteAsync(contextId, command, new MessageBody(block.AsMemory(0, length)), cancellationToken);
                return;
            }

            ThrowIfStopped();
            var bytes = _commands.Encode(command, hasDataSet: true);
            while (!bytes.IsEmpty)
            {
                var part = Math.Min(bytes.Length, _maxPdu - PdvHeader.Size);
                WritePduHeader(PdvHeader.Size + part);
                WriteCommandPdv(contextId, bytes[..part], isLast: part == bytes.Length);
                _isInsidePdu = false;
                bytes = bytes[part..];
            }

            while (length > 0)
            {
                var next = length < blockSize ? 0
                    : await source.ReadAtLeastAsync(ahead.AsMemory(0, blockSize), blockSize, throwOnEndOfStream: false, cancellationToken);
                WritePduHeader(PdvHeader.Size + length);
                WritePdvHeader(new PdvHeader(contextId, IsCommand: false, IsLast: next == 0, (uint)length));
                _output.Write(block.AsSpan(0, length));
                _unflushed += length;
                _isInsidePdu = false;
                if (_unflushed >= FlushThreshold) await FlushAsync(CancellationToken.None);
                (block, ahead, length) = (ahead, block, next);
            }

            await FlushAsync(CancellationToken.None); // past here the peer may act on the message
            _isInsideMessage = false;
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

    private void WritePduHeader(int length)
    {
        new PduHeader(PduType.Data, (uint)length).Write(_output.GetSpan(PduHeader.Size));
        _output.Advance(PduHeader.Size);
        _unflushed += PduHeader.Size;
        _isInsidePdu = true;
        _isInsideMessage = true;
    }

    private void WritePdvHeader(PdvHeader header)
    {
        header.Write(_output.GetSpan(PdvHeader.Size));
        _output.Advance(PdvHeader.Size);
        _unflushed += PdvHeader.Size;
    }

    private void WriteCommandPdv(byte contextId, ReadOnlyMemory<byte> bytes, bool isLast)
    {
        WritePdvHeader(new PdvHeader(contextId, IsCommand: true, isLast, (uint)bytes.Length));
        _output.Write(bytes.Span);
        _unflushed += bytes.Length;
    }

    private async ValueTask<long> WriteDataPdvAsync(
        byte contextId, MessageBody body, long offset, int count, CancellationToken cancellationToken)
    {
        var end = offset + count;
        WritePdvHeader(new PdvHeader(contextId, IsCommand: false, IsLast: end == body.Length, (uint)count));
        while (offset < end)
        {
            var copied = await body.CopyAsync(_output, offset, (int)(end - offset), cancellationToken);
            offset += copied;
            _unflushed += copied;
            if (_unflushed >= FlushThreshold) await FlushAsync(CancellationToken.None);
        }

        return offset;
    }

    /// <summary>Not cancelled by whoever sends: half a message would be the end of the association.</summary>
    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _unflushed = 0;
        _isFlushing = true;
        Watch?.Start();
        try
        {
            var result = await _output.FlushAsync(cancellationToken);
            _isFlushing = result.IsCanceled;
            ThrowIfStopped();
            if (result.IsCompleted) throw AssociationAbortedException.LineBroke("The peer closed the connection.");
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw _fault ?? AssociationAbortedException.LineBroke("The connection broke.", e);
        }
        finally
        {
            Watch?.Stop();
        }
    }

    /// <summary>Half a message cannot be taken back, nor can another follow it.</summary>
    private void CutShort(Exception reason)
    {
        if (!_isInsideMessage) return;
        _broken(reason as AssociationAbortedException ?? AssociationAbortedException.ByUs("A message could not be sent to its end.", reason));
    }

    private void ThrowIfStopped()
    {
        if (_fault is { } fault) throw fault;
    }
}
