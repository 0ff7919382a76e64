using System.Buffers;
using System.Runtime.CompilerServices;
using Pacs.Network.Pdus;

namespace Pacs.Network.Associations;

/// <summary>
/// The data set of one received message, still on the wire. Whoever enumerates it reads the line meanwhile; at its end,
/// or when it is left early, the line goes back to the association. Once, and by one caller.
/// </summary>
internal sealed class DataSetFragments
    : IAsyncEnumerable<ReadOnlySequence<byte>>, IAsyncEnumerator<ReadOnlySequence<byte>>
{
    private readonly PduReader _reader;
    private readonly byte _contextId;
    private readonly Action<AssociationAbortedException> _broken;
    // Whoever reads next may stand still until there is something, and that may wait for what this reader does now.
    private readonly TaskCompletionSource _returned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReadOnlySequence<byte> _current;
    private CancellationToken _cancellationToken;
    private volatile AssociationAbortedException? _fault;
    private int _state = (int)State.Unread;
    private bool _isLastPdv;

    public DataSetFragments(PduReader reader, byte contextId, Action<AssociationAbortedException> broken)
    {
        _reader = reader;
        _contextId = contextId;
        _broken = broken;
    }

    private enum State
    {
        Unread,
        Reading,
        Returned,
    }

    /// <summary>
    /// Completes when the line may be read by somebody else. What is left of the data set is still on it.
    /// </summary>
    public Task Returned => _returned.Task;

    /// <summary>True when all of the data set has been taken off the line.</summary>
    public bool IsAtEnd => _isLastPdv && _reader.IsAtPdvEnd;

    public ReadOnlySequence<byte> Current => _current;

    public IAsyncEnumerator<ReadOnlySequence<byte>> GetAsyncEnumerator(CancellationToken cancellationToken)
    {
        var state = Interlocked.CompareExchange(ref _state, (int)State.Reading, (int)State.Unread);
        if (state != (int)State.Unread && _fault is null)
        {
            throw new InvalidOperationException(
                "A data set can be read once, and only until the next request is asked for.");
        }

        _cancellationToken = cancellationToken;
        return this;
    }

    /// <summary>Gives the line back if nobody has begun to read.</summary>
    public void Skip()
    {
        var state = Interlocked.CompareExchange(ref _state, (int)State.Returned, (int)State.Unread);
        if (state == (int)State.Unread) _returned.TrySetResult();
    }

    /// <summary>As <see cref="Skip"/>; who begins to read later is told why there is nothing.</summary>
    public void Fail(AssociationAbortedException fault)
    {
        _fault = fault;
        Skip();
    }

    public ValueTask<bool> MoveNextAsync()
    {
        if (_state == (int)State.Returned)
        {
            return _fault is { } fault ? ValueTask.FromException<bool>(fault) : ValueTask.FromResult(false);
        }

        try
        {
            if (TryTake(out var isEnd)) return ValueTask.FromResult(!isEnd || End());
        }
        catch (AssociationAbortedException e)
        {
            _broken(e);
            throw;
        }

        return WaitAsync();
    }

    public ValueTask DisposeAsync()
    {
        End();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Takes the rest off the line and drops it. For the association, once the line is its own again.
    /// </summary>
    public async ValueTask DrainAsync()
    {
        while (true)
        {
            if (!TryTake(out var isEnd)) await _reader.FillAsync(CancellationToken.None);
            else if (isEnd) return;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync()
    {
        try
        {
            bool isEnd;
            do
            {
                await _reader.FillAsync(_cancellationToken);
            }
            while (!TryTake(out isEnd));

            return !isEnd || End();
        }
        catch (AssociationAbortedException e)
        {
            _broken(e);
            throw;
        }
    }

    /// <summary>False when the line has to be waited for.</summary>
    private bool TryTake(out bool isEnd)
    {
        isEnd = false;
        while (!_reader.TryTakeFragment(out _current))
        {
            if (!_reader.IsAtPdvEnd) return false;

            isEnd = _isLastPdv;
            if (isEnd) return true;
            if (!_reader.TryReadPdv(out var pdv)) return false;
            if (pdv.IsCommand || pdv.ContextId != _contextId)
            {
                throw AssociationAbortedException.Violation(
                    AbortReason.UnexpectedPduParameter, "Another message began inside a data set.");
            }

            _isLastPdv = pdv.IsLast;
        }

        return true;
    }

    private bool End()
    {
        _current = default;
        if (Interlocked.Exchange(ref _state, (int)State.Returned) != (int)State.Returned) _returned.TrySetResult();
        return false;
    }
}
