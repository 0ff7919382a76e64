using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Pacs.Network.Associations;

namespace Pacs.Network.Pdus;

/// <summary>
/// Takes PDUs and presentation data values off a pipe, by one caller at a time. What it hands out stays valid until the
/// pipe is read again, so a fragment is never copied.
/// </summary>
internal sealed class PduReader(PipeReader input, AssociationOptions options)
{
    private ReadOnlySequence<byte> _buffer;
    private bool _isHeld;
    private uint _pduRest;
    private uint _pdvRest;
    private volatile AssociationAbortedException? _fault;

    /// <summary>Runs while the line is waited for.</summary>
    public Watch? Watch { get; set; }

    /// <summary>True when nothing of a PDU has been taken that is not complete.</summary>
    public bool IsBetweenPdus => _pduRest == 0 && _pdvRest == 0;

    /// <summary>True when the current P-DATA-TF holds another presentation data value.</summary>
    public bool HasMorePdvs => _pduRest > 0;

    /// <summary>Ends a pending read and all later ones with <paramref name="fault"/>.</summary>
    public void Stop(AssociationAbortedException fault)
    {
        _fault ??= fault;
        input.CancelPendingRead();
    }

    public async ValueTask<PduHeader> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        PduHeader header;
        while (!TryReadHeader(out header)) await FillAsync(cancellationToken);
        return header;
    }

    /// <summary>The variable field of a PDU other than P-DATA-TF.</summary>
    public async ValueTask<ReadOnlySequence<byte>> ReadBodyAsync(PduHeader header, CancellationToken cancellationToken)
    {
        while (_buffer.Length < header.Length) await FillAsync(cancellationToken);

        var body = _buffer.Slice(0, header.Length);
        _buffer = _buffer.Slice(header.Length);
        return body;
    }

    /// <summary>The next presentation data value of a message that has begun.</summary>
    public async ValueTask<PdvHeader> ReadPdvAsync(CancellationToken cancellationToken)
    {
        PdvHeader pdv;
        while (!TryReadPdv(out pdv)) await FillAsync(cancellationToken);
        return pdv;
    }

    /// <summary>
    /// False when the pipe has to be read first. Anything but data inside a message ends the association.
    /// </summary>
    public bool TryReadPdv(out PdvHeader pdv)
    {
        pdv = default;
        if (_pduRest == 0)
        {
            // An A-ABORT is looked at only when it is there whole, so that its reason is known.
            var rest = _buffer;
            var status = PduHeader.Read(ref rest, out var next);
            if (status == OperationStatus.Done && next.Type == PduType.Abort)
            {
                if (rest.Length < next.Length && next.Length <= options.MaxAssociateLength) return false;
                PduParser.ParseAbort(rest.Slice(0, Math.Min(next.Length, rest.Length)), out var abort);
                throw AssociationAbortedException.ByPeer(abort);
            }

            if (!TryReadHeader(out var header)) return false;
            if (header.Type != PduType.Data)
            {
                throw AssociationAbortedException.Violation(
                    AbortReason.UnexpectedPdu, $"{header.Type} came inside a message.");
            }
        }

        switch (PdvHeader.Read(ref _buffer, _pduRest, out pdv))
        {
            case OperationStatus.Done:
                _pduRest -= PdvHeader.Size + pdv.Length;
                _pdvRest = pdv.Length;
                return true;
            case OperationStatus.NeedMoreData:
                return false;
            default:
                throw AssociationAbortedException.Violation(
                    AbortReason.InvalidPduParameterValue, "A presentation data value does not fit its P-DATA-TF.");
        }
    }

    /// <summary>
    /// What is here of the current presentation data value. False when its end is reached or the pipe has to be read.
    /// </summary>
    public bool TryTakeFragment(out ReadOnlySequence<byte> fragment)
    {
        if (_pdvRest == 0 || _buffer.IsEmpty)
        {
            fragment = default;
            return false;
        }

        var length = Math.Min(_pdvRest, _buffer.Length);
        fragment = _buffer.Slice(0, length);
        _buffer = _buffer.Slice(length);
        _pdvRest -= (uint)length;
        return true;
    }

    /// <summary>True when the current presentation data value has been taken whole.</summary>
    public bool IsAtPdvEnd => _pdvRest == 0;

    /// <summary>Gives back what was taken and waits for more.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_fault is { } fault) throw fault;

        var known = _buffer.Length;
        Release();
        Watch?.Start();
        try
        {
            var result = await input.ReadAsync(cancellationToken);
            _buffer = result.Buffer;
            _isHeld = true;
            if (result.IsCanceled) throw _fault ?? AssociationAbortedException.LineBroke("The reading was cancelled.");
            if (result.IsCompleted && _buffer.Length <= known)
            {
                throw AssociationAbortedException.LineBroke("The peer closed the connection.");
            }
        }
        catch (Exception e) when (AssociationAbortedException.IsBrokenLine(e))
        {
            throw _fault ?? AssociationAbortedException.LineBroke("The connection broke.", e);
        }
        finally
        {
            Watch?.Stop();
        }
    }

    /// <summary>Reads and drops whatever comes until the peer closes, after <see cref="Stop"/> as well.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        try
        {
            ReadResult result;
            do
            {
                if (_isHeld) input.AdvanceTo(_buffer.End);
                _isHeld = false;
                result = await input.ReadAsync(cancellationToken);
                (_buffer, _isHeld) = (result.Buffer, true);
            }
            while (!result.IsCompleted);
        }
        catch (Exception e) when (AssociationAbortedException.IsBrokenLine(e))
        {
            // That is a way of closing.
        }
    }

    public ValueTask CompleteAsync()
    {
        _buffer = default;
        _isHeld = false;
        return input.CompleteAsync();
    }

    private bool TryReadHeader(out PduHeader header)
    {
        switch (PduHeader.Read(ref _buffer, out header))
        {
            case OperationStatus.NeedMoreData:
                return false;
            case OperationStatus.InvalidData:
                throw AssociationAbortedException.Violation(
                    AbortReason.UnrecognizedPdu, $"0x{(byte)header.Type:X2} is no PDU type.");
        }

        var limit = header.Type switch
        {
            PduType.Data => options.MaxPduLength,
            PduType.AssociateRequest or PduType.AssociateAccept => options.MaxAssociateLength,
            _ => (uint)PduParser.ShortLength,
        };
        if (header.Length > limit)
        {
            throw AssociationAbortedException.Violation(
                AbortReason.InvalidPduParameterValue,
                $"{header.Type} of {header.Length} bytes is longer than {limit}.");
        }

        if (header.Type == PduType.Data) _pduRest = header.Length;
        return true;
    }

    private void Release()
    {
        if (!_isHeld) return;

        input.AdvanceTo(_buffer.Start, _buffer.End);
        _buffer = default;
        _isHeld = false;
    }
}
