using Pacs.Network.Pdus;

namespace Pacs.Network.Associations;

/// <content>The loop that reads the line, and the ways in which it ends (PS3.8 §9.2).</content>
public sealed partial class Association
{
    /// <summary>Ends the association for everybody who waits for something of it. The first fault stands.</summary>
    internal AssociationAbortedException Break(AssociationAbortedException fault)
    {
        lock (_lock)
        {
            if (_isEnded) return _fault ?? fault;
            _isEnded = true;
            _fault = fault;
        }

        EndAll(fault);
        return fault;
    }

    /// <summary>From the first message to the end of the connection.</summary>
    private async Task ReceiveAsync()
    {
        try
        {
            await Task.Yield(); // the constructor is to finish first
            while (_reader.HasMorePdvs || await ReceiveHeaderAsync()) await _receiver.ReceiveAsync();
        }
        catch (AssociationAbortedException e)
        {
            Break(e);
        }
        finally
        {
            // Without a fault so far only a defect of ours ends up here, on its way to whoever disposes.
            Break(AssociationAbortedException.ByUs("The line is no longer read."));
            await CloseAsync();
        }
    }

    /// <summary>True before a message, false when the association has been released (states 6 to 12).</summary>
    private async ValueTask<bool> ReceiveHeaderAsync()
    {
        var bothRelease = false;
        while (true)
        {
            var header = await _reader.ReadHeaderAsync(CancellationToken.None);
            if (header.Type == PduType.Data && !bothRelease) return true;

            var body = await _reader.ReadBodyAsync(header, CancellationToken.None);
            switch (header.Type)
            {
                case PduType.ReleaseRequest when !IsReleasing():
                    await AgreeToReleaseAsync();
                    return false;
                case PduType.ReleaseRequest when !bothRelease:
                    // Both asked at once: the requestor answers first, the acceptor when it has its own answer (AR-8 to AR-10).
                    bothRelease = true;
                    if (_isRequestor) await _writer.SendAsync(PduWriter.WriteReleaseResponse, CancellationToken.None);
                    break;
                case PduType.ReleaseResponse when IsReleasing():
                    if (bothRelease && !_isRequestor)
                    {
                        await _writer.SendAsync(PduWriter.WriteReleaseResponse, CancellationToken.None);
                    }

                    EndReleased();
                    return false;
                case PduType.Abort:
                    PduParser.ParseAbort(body, out var abort);
                    throw AssociationAbortedException.ByPeer(abort);
                default:
                    throw AssociationAbortedException.Violation(
                        AbortReason.UnexpectedPdu, $"{header.Type} came within an association.");
            }
        }
    }

    private bool IsReleasing()
    {
        lock (_lock)
        {
            return _isReleasing;
        }
    }

    /// <summary>
    /// The peer wants to end: no more requests come, those that are running are cancelled, and when the last has its
    /// response the peer gets its own.
    /// </summary>
    private async ValueTask AgreeToReleaseAsync()
    {
        lock (_lock)
        {
            _isReleasedByPeer = true;
        }

        _receiver.Requests.Complete();
        _running.CancelAll();
        await FinishAnswersAsync();
        await _writer.SendAsync(PduWriter.WriteReleaseResponse, CancellationToken.None);
        using var artim = new CancellationTokenSource(Options.ArtimTimeout, Options.TimeProvider);
        await Handshake.DrainAsync(_reader, artim.Token);
        EndReleased();
    }

    /// <summary>
    /// Waits for the last answers, no longer than ARTIM: whoever has not answered by then was asked to stop and did not.
    /// Meanwhile the peer has nothing to say but that it gives up (state 8).
    /// </summary>
    private async ValueTask FinishAnswersAsync()
    {
        var answered = _running.FinishAsync();
        if (answered.IsCompleted) return;

        using var waiting = new CancellationTokenSource(Options.ArtimTimeout, Options.TimeProvider);
        var silence = ExpectSilenceAsync(waiting.Token);
        await Task.WhenAny(answered, silence);
        await waiting.CancelAsync();
        await silence;
    }

    private async Task ExpectSilenceAsync(CancellationToken until)
    {
        try
        {
            var header = await _reader.ReadHeaderAsync(until);
            if (header.Type != PduType.Abort)
            {
                throw AssociationAbortedException.Violation(
                    AbortReason.UnexpectedPdu, $"{header.Type} came after A-RELEASE-RQ.");
            }

            PduParser.ParseAbort(await _reader.ReadBodyAsync(header, until), out var abort);
            throw AssociationAbortedException.ByPeer(abort);
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // It was silent.
        }
    }

    private void EndReleased()
    {
        lock (_lock)
        {
            if (_isEnded) return;
            _isEnded = true;
        }

        EndAll(AssociationAbortedException.LineBroke("The association has been released."));
    }

    private void EndAll(AssociationAbortedException fault)
    {
        _reader.Stop(fault);
        _writer.Stop(fault);
        _receiver.Stop(fault);
        _running.CancelAll();
        _running.GiveUp();
        _operations.Fail(fault);
        _ended.CancelAsync();
    }

    /// <summary>Tells the peer if this side gave up, and ends the connection.</summary>
    private async Task CloseAsync()
    {
        using var artim = new CancellationTokenSource(Options.ArtimTimeout, Options.TimeProvider);
        if (Fault is { IsOurs: true, AbortedBy: { } source } fault)
        {
            await _writer.AbortAsync(new AssociateAbort(source, fault.Reason), artim.Token);

            // What the peer still sends is taken: unread, it would make of the end a reset that overtakes A-ABORT.
            if (source == AbortSource.ServiceProvider) await Handshake.DrainAsync(_reader, artim.Token);
        }

        _reader.Watch?.Dispose();
        _writer.Watch?.Dispose();
        await _reader.CompleteAsync();
        await _writer.CompleteAsync();
        if (_transport is IAsyncDisposable connection) await connection.DisposeAsync();
    }

    private bool HasBeenSilentTooLong()
    {
        // Whoever is being sent to has nothing to say before the end; that it takes what is sent, another watch sees to.
        if (_writer.IsInsideMessage) return false;

        // A request that is being answered here may take its time; the peer has nothing to say meanwhile.
        if (_running.Any && !_operations.Any && !_receiver.IsInsideMessage) return false;

        Break(AssociationAbortedException.ByUs($"The peer sent nothing for {Options.IdleTimeout.TotalSeconds} s."));
        return true;
    }

    private bool HasTakenNothingTooLong()
    {
        Break(AssociationAbortedException.ByUs($"The peer took nothing for {Options.IdleTimeout.TotalSeconds} s."));
        return true;
    }
}
