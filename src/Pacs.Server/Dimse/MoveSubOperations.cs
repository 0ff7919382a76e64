using System.Collections.Concurrent;
using Pacs.Archive.Retrieve;
using Pacs.Dicom.Transfer;
using Pacs.Imaging.Transcoding;
using Pacs.Network.Associations;
using Pacs.Network.Client;
using Pacs.Network.Messages;
using Pacs.Network.Pdus;
using Pacs.Server.Peers;

namespace Pacs.Server.Dimse;

/// <summary>
/// The sub-operations of a C-MOVE: so many associations as the destination allows take instances from one queue.
/// <para>
/// Where no association comes about it is tried again, later and later; so is an instance over which an association
/// ended. What then still fails is counted and does not keep the next from being sent, unless the destination is not to
/// be reached at all or ends one association after the other: then all that is left has failed.
/// </para>
/// Disposing it releases the associations, which may take long with a destination that hangs: the requester need not wait for that.
/// </summary>
internal sealed class MoveSubOperations : IAsyncDisposable
{
    /// <summary>Instances in a row that cost an association each, retries included: the next would, too.</summary>
    private const int MostLost = 3;

    private readonly PeerOptions _destination;
    private readonly MoveOriginator _originator;
    private readonly SubOperationTally _tally;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly StoreScu[] _receivers;
    private readonly ConcurrentQueue<StoredInstance> _waiting;
    private readonly ConversionsAhead _conversions = new(isWhole: true); // else the destination's association would end half-way
    private volatile string? _trouble;

    /// <param name="instances">What is moved.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="ownAeTitle">Who sends.</param>
    /// <param name="originator">Who asked for it.</param>
    /// <param name="tally">Counts.</param>
    /// <param name="clock">Measures the waits between retries.</param>
    /// <param name="logger">Told of what failed.</param>
    public MoveSubOperations(
        IReadOnlyCollection<StoredInstance> instances,
        PeerOptions destination,
        string ownAeTitle,
        MoveOriginator originator,
        SubOperationTally tally,
        TimeProvider clock,
        ILogger logger)
    {
        _destination = destination;
        _originator = originator;
        _tally = tally;
        _clock = clock;
        _logger = logger;

        StoreProposal[] proposals =
            [.. instances.Select(ProposalOf).Distinct()];
        var count = Math.Min(destination.StoreAssociations, instances.Count);
        _receivers = new StoreScu[count];
        for (var i = 0; i < count; i++)
        {
            _receivers[i] = new StoreScu(destination.Address, proposals, Transcoder.LosslessSyntaxes, destination.CallingAs(ownAeTitle));
        }

        _waiting = new ConcurrentQueue<StoredInstance>(
            instances.OrderBy(instance => _receivers[0].PartOf(instance.SopClassUid)));
    }

    private enum Fate
    {
        Answered,

        /// <summary>The association ended before the answer, each time it was tried.</summary>
        Lost,

        /// <summary>No association came about, each time it was tried.</summary>
        Unreached,
    }

    /// <summary>Returns when all is sent, or <paramref name="cancelled"/> has been obeyed, or the destination is given up.</summary>
    /// <returns>Why the destination was given up; null when it was not.</returns>
    public async Task<string?> RunAsync(CancellationToken cancelled)
    {
        using var abandonment = new Abandonment(_clock, cancelled);
        await Task.WhenAll(_receivers.Select(receiver => SendFromQueueAsync(receiver, cancelled, abandonment.Token)));
        if (cancelled.IsCancellationRequested || _waiting.IsEmpty) return null;

        foreach (var left in _waiting) _tally.Add(left.SopInstanceUid, DimseStatus.ProcessingFailure);
        return _trouble;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_receivers.Select(receiver => receiver.ReleaseAsync(CancellationToken.None)));
        foreach (var receiver in _receivers) await receiver.DisposeAsync();
        await _conversions.DisposeAsync();
    }

    private static StoreProposal ProposalOf(StoredInstance instance) =>
        new(instance.SopClassUid, instance.TransferSyntax, instance.CanBeHadAs(TransferSyntax.ExplicitVrLittleEndian));

    private async Task SendFromQueueAsync(StoreScu receiver, CancellationToken cancelled, CancellationToken abandoned)
    {
        var store = new StoreSubOperation(receiver, _destination.AeTitle, _originator, _conversions, _tally, _logger);
        var lost = 0;
        while (lost < MostLost && !cancelled.IsCancellationRequested && _waiting.TryDequeue(out var instance))
        {
            switch (await SendAsync(receiver, store, instance, cancelled, abandoned))
            {
                case Fate.Answered:
                    lost = 0;
                    break;
                case Fate.Lost:
                    store.Fail(instance, "no association lasted until there was an answer");
                    lost++;
                    break;
                default:
                    _waiting.Enqueue(instance); // other associations may be there to take it
                    return;
            }
        }
    }

    private async Task<Fate> SendAsync(
        StoreScu receiver,
        StoreSubOperation store,
        StoredInstance instance,
        CancellationToken cancelled,
        CancellationToken abandoned)
    {
        for (var attempt = 0; ; attempt++)
        {
            var isConnected = false;
            try
            {
                var accepted = await receiver.FindAcceptedAsync(instance.SopClassUid, cancelled);
                isConnected = true;
                if (!accepted.Contains(instance.TransferSyntax))
                {
                    store.Prepare(_waiting.Take(ConversionsAhead.Count).Where(next => next.SopClassUid == instance.SopClassUid), accepted);
                }

                await store.RunAsync(instance, accepted, abandoned);
                return Fate.Answered;
            }
            catch (Exception failure) when (failure is IOException or AssociationRejectedException or AssociationAbortedException)
            {
                _trouble = failure.Message;
                DimseLog.DestinationFailed(_logger, _destination.AeTitle, failure.Message);
                if (attempt == _destination.Retries || IsForGood(failure)) return isConnected ? Fate.Lost : Fate.Unreached;
            }
            catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
            {
                return Fate.Unreached;
            }

            if (!await WaitAsync(_destination.DelayBefore(attempt), cancelled)) return Fate.Unreached;
        }
    }

    /// <summary>Calling again does not help (PS3.8 Table 9-21).</summary>
    private static bool IsForGood(Exception failure) =>
        failure is AssociationRejectedException { Rejection.Result: RejectResult.Permanent };

    /// <summary>False when it was cut short.</summary>
    private async Task<bool> WaitAsync(TimeSpan delay, CancellationToken cancelled)
    {
        try
        {
            await Task.Delay(delay, _clock, cancelled);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
