using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Pacs.Dicom.DataSets;
using Pacs.Network.Messages;
using Pacs.Network.Pdus;

namespace Pacs.Network.Associations;

/// <summary>
/// An established association, the same for both roles (PS3.8 §7, PS3.7 §7). One loop reads the line for as long as it
/// lasts: requests go to <see cref="ReadRequestsAsync"/>, responses to the operation they answer, C-CANCEL to the
/// request it names, so an answer in progress keeps nothing from being read. Owns the pipe, and disposes it if it can
/// be disposed.
/// </summary>
/// <remarks>
/// Ends in one of three ways: released, aborted by this side when it is disposed before, or broken; then everything
/// that waits ends in the same <see cref="AssociationAbortedException"/>.
/// </remarks>
public sealed partial class Association : IAsyncDisposable
{
    private readonly bool _isRequestor;
    private readonly IDuplexPipe _transport;
    private readonly PduReader _reader;
    private readonly MessageWriter _writer;
    private readonly MessageReceiver _receiver;
    private readonly RunningRequests _running = new();
    private readonly OutstandingOperations _operations = new();
    private readonly SemaphoreSlim? _window;
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _lock = new();
    private readonly Task _receiving;
    private AssociationAbortedException? _fault;
    private bool _isEnded;
    private bool _isReleasing;
    private bool _isReleasedByPeer;
    private bool _isEnumerated;

    private Association(
        AssociateRequest request,
        AssociateAccept accept,
        bool isRequestor,
        PduReader reader,
        IDuplexPipe transport,
        AssociationOptions options)
    {
        Request = request;
        Accept = accept;
        Options = options;
        Contexts = Negotiation.Agreed(request, accept, isRequestor);
        IsServed = !isRequestor;
        _isRequestor = isRequestor;

        var window = Negotiation.WindowOf(request, accept);
        (MaxInvoked, MaxPerformed) =
            isRequestor ? (window.Invoked, window.Performed) : (window.Performed, window.Invoked);
        _window = MaxInvoked == 0 ? null : new SemaphoreSlim(MaxInvoked);

        var peer = isRequestor ? accept.UserInformation : request.UserInformation;
        _transport = transport;
        _reader = reader;
        _writer = new MessageWriter(transport.Output, peer.MaximumLength, fault => Break(fault));
        _receiver = new MessageReceiver(this, reader, _running, _operations);
        _reader.Watch = new Watch(options.TimeProvider, options.IdleTimeout, HasBeenSilentTooLong);
        _writer.Watch = new Watch(options.TimeProvider, options.IdleTimeout, HasTakenNothingTooLong);
        _receiving = ReceiveAsync();
    }

    /// <summary>What was asked for.</summary>
    public AssociateRequest Request { get; }

    /// <summary>What was agreed to, refused contexts and their reasons included.</summary>
    public AssociateAccept Accept { get; }

    /// <summary>The accepted presentation contexts.</summary>
    public IReadOnlyList<PresentationContext> Contexts { get; }

    /// <summary>How many operations the peer may be asked for before it has answered; 0 is any number.</summary>
    public int MaxInvoked { get; }

    /// <summary>How many operations the peer may ask for before it has its answers; 0 is any number.</summary>
    public int MaxPerformed { get; }

    /// <summary>True once it has been released or broke.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_lock)
            {
                return _isEnded;
            }
        }
    }

    internal AssociationOptions Options { get; }

    /// <summary>False while there is nobody who would answer the peer's requests: they are refused.</summary>
    internal bool IsServed { get; private set; }

    /// <summary>Why the association ended; null while it lasts, and when it was released.</summary>
    internal AssociationAbortedException? Fault
    {
        get
        {
            lock (_lock)
            {
                return _fault;
            }
        }
    }

    /// <summary>Waits for a request on a new connection and answers it.</summary>
    /// <exception cref="AssociationRejectedException">The policy said no; the peer has been told.</exception>
    /// <exception cref="AssociationAbortedException">What came was no request, or none came in time.</exception>
    public static async Task<Association> AcceptAsync(
        IDuplexPipe transport,
        AcceptancePolicy policy,
        AssociationOptions options,
        CancellationToken cancellationToken)
    {
        using var handshake = new Handshake(transport, options, cancellationToken);
        var (request, accept) = await handshake.AcceptAsync(policy);
        return new Association(request, accept, isRequestor: false, handshake.Reader, transport, options);
    }

    /// <summary>Asks the peer at the other end of a new connection for an association.</summary>
    /// <exception cref="AssociationRejectedException">The peer said no.</exception>
    /// <exception cref="AssociationAbortedException">The peer gave no answer that can be read.</exception>
    public static async Task<Association> RequestAsync(
        IDuplexPipe transport,
        AssociateRequest request,
        AssociationOptions options,
        CancellationToken cancellationToken)
    {
        using var handshake = new Handshake(transport, options, cancellationToken);
        (request, var accept) = await handshake.RequestAsync(request);
        return new Association(request, accept, isRequestor: true, handshake.Reader, transport, options);
    }

    /// <summary>The accepted context with this ID, or null.</summary>
    public PresentationContext? FindContext(byte id)
    {
        foreach (var context in Contexts)
        {
            if (context.Id == id) return context;
        }

        return null;
    }

    /// <summary>The accepted contexts for this abstract syntax, in the order they were proposed.</summary>
    public IEnumerable<PresentationContext> FindContexts(string abstractSyntax) =>
        Contexts.Where(context => context.AbstractSyntax == abstractSyntax);

    /// <summary>
    /// The peer's requests, until it releases the association. Asking for the next one skips what has not been read of
    /// the last one's data set; answers may be given later and by others. On the side that requested the association,
    /// requests are refused until this is enumerated.
    /// <para>
    /// A request comes on the thread that reads the line. Until the consumer gives that back, nothing more is read, a
    /// C-CANCEL neither: an answer that may take long is made on another.
    /// </para>
    /// </summary>
    /// <exception cref="AssociationAbortedException">The association ended without being released.</exception>
    public async IAsyncEnumerable<DimseRequest> ReadRequestsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isEnumerated, true))
        {
            throw new InvalidOperationException("The requests of an association are enumerated once.");
        }

        IsServed = true;
        while (await _receiver.Requests.WaitAsync(cancellationToken))
        {
            while (Fault is null && _receiver.Requests.TryTake() is { } request)
            {
                try
                {
                    yield return request;
                }
                finally
                {
                    request.Leave();
                }
            }

            if (Fault is not null) break;
        }

        if (Fault is { } fault) throw fault;
    }

    /// <summary>Asks the peer for an operation without a data set.</summary>
    public Task<DimseOperation> SendAsync(
        PresentationContext context, RequestCommand request, CancellationToken cancellationToken) =>
        SendAsync(context, request, default(DataSet), cancellationToken);

    /// <summary>
    /// Asks the peer for an operation, with a data set encoded in the context's transfer syntax or none.
    /// </summary>
    public async Task<DimseOperation> SendAsync(
        PresentationContext context, RequestCommand request, DataSet? dataSet, CancellationToken cancellationToken)
    {
        var operation = await BeginAsync(context, request, cancellationToken);
        request = request with { MessageId = operation.MessageId };
        try
        {
            await _writer.SendAsync(context, request, dataSet, cancellationToken);
            _reader.Watch?.Restart(); // the peer's time to answer begins when it has the whole request
            return operation;
        }
        catch
        {
            GiveUp(operation);
            throw;
        }
    }

    /// <summary>
    /// Asks the peer for an operation, with a data set that is already encoded in the context's transfer syntax: from
    /// the stream's position to its end, straight into the pipe. A stream that fails half-way ends the association.
    /// </summary>
    public async Task<DimseOperation> SendAsync(
        PresentationContext context, RequestCommand request, Stream dataSet, CancellationToken cancellationToken)
    {
        var operation = await BeginAsync(context, request, cancellationToken);
        request = request with { MessageId = operation.MessageId };
        try
        {
            await _writer.SendAsync(context, request, dataSet, cancellationToken);
            _reader.Watch?.Restart(); // the peer's time to answer begins when it has the whole request
            return operation;
        }
        catch
        {
            GiveUp(operation);
            throw;
        }
    }

    /// <summary>
    /// Releases the association and closes the connection. A peer that has closed it already is taken to agree.
    /// </summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_isEnded || _isReleasing || _isReleasedByPeer) return;
            _isReleasing = true;
        }

        try
        {
            await _writer.SendAsync(PduWriter.WriteReleaseRequest, cancellationToken);
            await _receiving.WaitAsync(Options.ArtimTimeout, Options.TimeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            Break(AssociationAbortedException.ByUs("The peer did not answer A-RELEASE-RQ."));
        }
        catch (AssociationAbortedException)
        {
            // Nothing was outstanding, or it has been told.
        }
    }

    /// <summary>Ends the association at once.</summary>
    public Task AbortAsync()
    {
        Break(AssociationAbortedException.ByUs("The association was aborted on this side."));
        return _receiving;
    }

    /// <summary>Aborts unless the association has been released.</summary>
    public async ValueTask DisposeAsync()
    {
        bool isReleased;
        lock (_lock)
        {
            isReleased = _isReleasedByPeer;
        }

        if (isReleased) _running.GiveUp();
        else Break(AssociationAbortedException.ByUs("The association was left without being released."));

        await _receiving;
    }

    internal async ValueTask RespondAsync(
        DimseRequest request, ResponseCommand response, DataSet? dataSet, bool isNextAtHand, CancellationToken cancellationToken)
    {
        if (response.MessageIdBeingRespondedTo != request.Command.MessageId ||
            response.Field != request.Command.Respond(response.Status).Field)
        {
            throw new InvalidOperationException($"{response.Field} is no answer to {request.Command.Field}.");
        }

        if (response.Status.IsPending)
        {
            await _writer.SendAsync(request.Context, response, dataSet, isNextAtHand, cancellationToken);
            return;
        }

        if (!_running.BeginFinalResponse(request))
        {
            throw new InvalidOperationException("The request has had its final response.");
        }

        request.Leave();
        try
        {
            await _writer.SendAsync(request.Context, response, dataSet, cancellationToken);
        }
        finally
        {
            _running.EndFinalResponse();
        }
    }

    /// <summary>Answers a request that no consumer is going to see.</summary>
    internal ValueTask RefuseAsync(PresentationContext context, ResponseCommand response) =>
        _writer.SendAsync(context, response, default(DataSet), CancellationToken.None);

    internal ValueTask SendCancelAsync(
        PresentationContext context, CCancelRequest cancel, CancellationToken cancellationToken) =>
        _writer.SendAsync(context, cancel, default(DataSet), cancellationToken);

    /// <summary>An operation has had its last response: another may begin.</summary>
    internal void CountFinished() => _window?.Release();

    private async Task<DimseOperation> BeginAsync(
        PresentationContext context, RequestCommand request, CancellationToken cancellationToken)
    {
        // Events are reported by the SCP; everything else is asked by the SCU (PS3.7 §10.1.1).
        if (!(request is NEventReportRequest ? context.IsScp : context.IsScu))
        {
            throw new InvalidOperationException(
                $"This side may not send {request.Field} for {context.AbstractSyntax}: the role was not negotiated.");
        }

        if (_window?.Wait(0, CancellationToken.None) == false) await AwaitWindowAsync(_window, cancellationToken);
        return _operations.Add(this, context);
    }

    private async Task AwaitWindowAsync(SemaphoreSlim window, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        try
        {
            await window.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The operation that cannot begin says why.
        }
    }

    private void GiveUp(DimseOperation operation)
    {
        _operations.Remove(operation);
        _window?.Release();
    }
}
