using System.Buffers;
using Pacs.Network.Messages;
using Pacs.Network.Pdus;

namespace Pacs.Network.Associations;

/// <summary>Reads one message after the other and brings each to whom it is for.</summary>
internal sealed class MessageReceiver(
    Association association, PduReader reader, RunningRequests running, OutstandingOperations operations)
{
    private readonly ArrayBufferWriter<byte> _command = new(256);
    private volatile bool _isInsideMessage;
    private volatile DataSetFragments? _fragments;

    public RequestQueue Requests { get; } = new();

    /// <summary>True from the first byte of a command to the last of its data set.</summary>
    public bool IsInsideMessage => _isInsideMessage;

    /// <summary>
    /// Reads a message, the whole of it: a data set is read by the request's consumer, and what the consumer leaves is
    /// dropped.
    /// </summary>
    public async ValueTask ReceiveAsync()
    {
        _isInsideMessage = true;
        var context = await ReadCommandAsync();
        if (CommandParser.Parse(_command.WrittenSpan, out var command, out var hasDataSet) != OperationStatus.Done)
        {
            throw AssociationAbortedException.Violation(
                AbortReason.InvalidPduParameterValue, "The command set cannot be read.");
        }

        var fragments = hasDataSet ? new DataSetFragments(reader, context.Id, fault => association.Break(fault)) : null;
        _fragments = fragments;
        if (association.Fault is { } fault) throw fault; // before this line nobody could take the data set back
        _isInsideMessage = hasDataSet;
        switch (command)
        {
            case ResponseCommand response:
                await ReceiveResponseAsync(context, response, fragments);
                break;
            case RequestCommand request:
                await ReceiveRequestAsync(context, request, fragments);
                break;
            case CCancelRequest cancel:
                if (fragments is not null) await DropAsync(fragments);
                running.Cancel(cancel.MessageIdBeingRespondedTo);
                break;
        }

        _fragments = null;
        _isInsideMessage = false;
    }

    /// <summary>No more requests come, and what has not been read of a data set is not going to be.</summary>
    public void Stop(AssociationAbortedException fault)
    {
        Requests.Complete();
        _fragments?.Fail(fault);
    }

    /// <summary>Gathers a command set, which is bounded, and finds its context.</summary>
    private async ValueTask<PresentationContext> ReadCommandAsync()
    {
        _command.ResetWrittenCount();
        PdvHeader pdv;
        byte? contextId = null;
        do
        {
            pdv = await reader.ReadPdvAsync(CancellationToken.None);
            if (!pdv.IsCommand || (contextId ?? pdv.ContextId) != pdv.ContextId)
            {
                throw AssociationAbortedException.Violation(
                    AbortReason.UnexpectedPduParameter, "A data set came without its command.");
            }

            contextId = pdv.ContextId;
            if (_command.WrittenCount + (long)pdv.Length > association.Options.MaxCommandSetLength)
            {
                throw AssociationAbortedException.Violation(
                    AbortReason.InvalidPduParameterValue, "A command set is longer than one may be.");
            }

            while (!reader.IsAtPdvEnd)
            {
                if (reader.TryTakeFragment(out var fragment)) Append(fragment, _command);
                else await reader.FillAsync(CancellationToken.None);
            }
        }
        while (!pdv.IsLast);

        return association.FindContext(pdv.ContextId) ?? throw AssociationAbortedException.Violation(
            AbortReason.InvalidPduParameterValue, $"Presentation context {pdv.ContextId} was not accepted.");
    }

    private async ValueTask ReceiveResponseAsync(
        PresentationContext context, ResponseCommand response, DataSetFragments? fragments)
    {
        var bytes = fragments is null ? default(ReadOnlyMemory<byte>?) : await GatherAsync(fragments);
        _isInsideMessage = false;

        // A response to nothing is dropped: its operation may have been given up here.
        if (operations.Take(response) is not { } operation) return;

        if (!response.Status.IsPending) association.CountFinished();
        await operation.DeliverAsync(new DimseResponse(response, context.TransferSyntax, bytes));
    }

    private async ValueTask ReceiveRequestAsync(
        PresentationContext context, RequestCommand command, DataSetFragments? fragments)
    {
        var request = new DimseRequest(association, context, command, fragments);
        var refusal = command is InvalidRequest invalid ? invalid.Fault
            : !MayAsk(context, command) ? DimseStatus.SopClassNotSupported
            : !association.IsServed ? DimseStatus.UnrecognizedOperation
            : running.Add(request);
        if (refusal != DimseStatus.Success)
        {
            if (fragments is not null) await DropAsync(fragments);
            await association.RefuseAsync(context, command.Respond(refusal));
            return;
        }

        Requests.Add(request);
        if (fragments is null) return;

        await fragments.Returned;
        if (!fragments.IsAtEnd) await fragments.DrainAsync();
    }

    /// <summary>
    /// Events are reported by the SCP to the SCU; everything else is asked by the SCU (PS3.7 §10.1.1).
    /// </summary>
    private static bool MayAsk(PresentationContext context, RequestCommand command) =>
        command is NEventReportRequest ? context.IsScu : context.IsScp;

    private async ValueTask<ReadOnlyMemory<byte>> GatherAsync(DataSetFragments fragments)
    {
        var gathered = new ArrayBufferWriter<byte>();
        await foreach (var fragment in fragments)
        {
            if (gathered.WrittenCount + fragment.Length > association.Options.MaxIdentifierLength)
            {
                throw AssociationAbortedException.Violation(
                    AbortReason.NotSpecified, "The data set of a response is longer than an identifier may be.");
            }

            Append(fragment, gathered);
        }

        return gathered.WrittenMemory;
    }

    private static async ValueTask DropAsync(DataSetFragments fragments)
    {
        fragments.Skip();
        await fragments.DrainAsync();
    }

    private static void Append(in ReadOnlySequence<byte> fragment, ArrayBufferWriter<byte> destination)
    {
        foreach (var piece in fragment) destination.Write(piece.Span);
    }
}
