using System.Buffers;
using System.IO.Pipelines;
using Pacs.Network.Associations;

namespace Pacs.Network.Pdus;

/// <summary>
/// Puts P-DATA-TF into a pipe, headers and bytes in the pipe's own memory (PS3.8 §9.3.5), and sends it on when there is
/// enough. By one caller at a time.
/// </summary>
internal sealed class DataPduWriter(PipeWriter output)
{
    /// <summary>Enough for one system call to be worth it, little enough to keep both sides busy.</summary>
    public const int FlushThreshold = 64 * 1024;

    private volatile AssociationAbortedException? _fault;
    private bool _isInsidePdu;
    private bool _isFlushing;
    private int _unflushed;

    /// <summary>Runs while the peer is waited for.</summary>
    public Watch? Watch { get; set; }

    /// <summary>
    /// True when the peer may have part of a PDU, so that whatever follows would be taken for the rest of it.
    /// </summary>
    public bool IsCut => _isInsidePdu || _isFlushing;

    /// <summary>Ends a pending flush and all later ones with <paramref name="fault"/>.</summary>
    public void Stop(AssociationAbortedException fault)
    {
        _fault ??= fault;
        try
        {
            output.CancelPendingFlush();
        }
        catch (ObjectDisposedException)
        {
            // It has been completed meanwhile: nothing is pending.
        }
    }

    public void ThrowIfStopped()
    {
        if (_fault is { } fault) throw fault;
    }

    /// <summary>Begins a P-DATA-TF; <see cref="EndPdu"/> says that all its bytes have been written.</summary>
    public void BeginPdu(int length)
    {
        new PduHeader(PduType.Data, (uint)length).Write(output.GetSpan(PduHeader.Size));
        Advance(PduHeader.Size);
        _isInsidePdu = true;
    }

    public void EndPdu() => _isInsidePdu = false;

    /// <summary>Writes the head of a presentation data value whose bytes follow.</summary>
    public void BeginPdv(PdvHeader header)
    {
        header.Write(output.GetSpan(PdvHeader.Size));
        Advance(PdvHeader.Size);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        _unflushed += bytes.Length;
    }

    /// <summary>
    /// Some of the pipe's memory, up to <paramref name="most"/> bytes; say by <see cref="Advance"/> how much was used.
    /// </summary>
    public Memory<byte> GetMemory(int most)
    {
        // Whatever is left of the pipe's block is used, unless it is too short to be worth a read.
        const int least = 4096;
        var memory = output.GetMemory(Math.Min(most, least));
        return memory.Length > most ? memory[..most] : memory;
    }

    public void Advance(int count)
    {
        output.Advance(count);
        _unflushed += count;
    }

    public ValueTask FlushIfWorthwhileAsync() =>
        _unflushed >= FlushThreshold ? FlushAsync(CancellationToken.None) : ValueTask.CompletedTask;

    /// <summary>Waits until the pipe has room again. To be cancelled only where half a PDU may stay unsent.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _unflushed = 0;
        _isFlushing = true;
        Watch?.Start();
        try
        {
            var result = await output.FlushAsync(cancellationToken);
            _isFlushing = result.IsCanceled;
            ThrowIfStopped();
            if (result.IsCompleted) throw AssociationAbortedException.LineBroke("The peer closed the connection.");
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

    /// <summary>Sends A-ABORT, unless a PDU has been cut short.</summary>
    public async ValueTask AbortAsync(AssociateAbort abort, CancellationToken cancellationToken)
    {
        if (IsCut) return;

        PduWriter.Write(abort, output);
        var result = await output.FlushAsync(cancellationToken);
        if (result.IsCanceled) await output.FlushAsync(cancellationToken); // that was for whoever sent last
    }

    /// <summary>Ends the pipe; what has been cut short is not sent.</summary>
    public ValueTask CompleteAsync() => output.CompleteAsync(IsCut ? _fault : null);
}
