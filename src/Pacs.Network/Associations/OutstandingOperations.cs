using Pacs.Network.Messages;

namespace Pacs.Network.Associations;

/// <summary>The operations that the peer has been asked for and has not finished.</summary>
internal sealed class OutstandingOperations
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ushort, DimseOperation> _operations = [];
    private Exception? _fault;
    private ushort _lastMessageId;

    public bool Any
    {
        get
        {
            lock (_lock)
            {
                return _operations.Count > 0;
            }
        }
    }

    /// <summary>Starts an operation under a message ID that no other has.</summary>
    public DimseOperation Add(Association association, PresentationContext context)
    {
        lock (_lock)
        {
            if (_fault is not null) throw _fault;

            do
            {
                _lastMessageId++;
            }
            while (_lastMessageId == 0 || _operations.ContainsKey(_lastMessageId));

            var operation = new DimseOperation(association, context, _lastMessageId);
            _operations.Add(_lastMessageId, operation);
            return operation;
        }
    }

    /// <summary>
    /// The operation a response belongs to, forgotten when the response is its last; null when there is none.
    /// </summary>
    public DimseOperation? Take(ResponseCommand response)
    {
        lock (_lock)
        {
            if (!_operations.TryGetValue(response.MessageIdBeingRespondedTo, out var operation)) return null;
            if (!response.Status.IsPending) _operations.Remove(response.MessageIdBeingRespondedTo);
            return operation;
        }
    }

    /// <summary>For an operation whose request was never sent.</summary>
    public void Remove(DimseOperation operation)
    {
        lock (_lock)
        {
            _operations.Remove(operation.MessageId);
        }
    }

    public void Fail(AssociationAbortedException fault)
    {
        DimseOperation[] operations;
        lock (_lock)
        {
            _fault = fault;
            operations = [.. _operations.Values];
            _operations.Clear();
        }

        foreach (var operation in operations) operation.Fail(fault);
    }
}
