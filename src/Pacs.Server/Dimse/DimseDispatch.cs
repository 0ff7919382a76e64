using Pacs.Dicom;
using Pacs.Network.Associations;
using Pacs.Network.Messages;
using Pacs.Server.Statistics;

namespace Pacs.Server.Dimse;

/// <summary>
/// Serves the requests of an association. A request's data set is read before the next request is; its answer is made
/// beside the reading, so that a C-CANCEL or a further C-STORE is met at once.
/// </summary>
internal sealed class DimseDispatch(
    CStoreScp store, CFindScp find, CMoveScp move, CGetScp get, ServerMetrics metrics, TimeProvider clock, ILogger<DimseDispatch> logger)
{
    /// <summary>Answers in the making on one association, whatever was negotiated: a peer that asks for more waits.</summary>
    private const int MaxInProgress = 64;

    /// <summary>Less than a container is given to stop, 10 s.</summary>
    private static readonly TimeSpan ClosingPatience = TimeSpan.FromSeconds(5);

    /// <summary>Returns when the peer has released the association and everything is answered.</summary>
    /// <exception cref="AssociationAbortedException">It ended otherwise.</exception>
    public async Task ServeAsync(Association association, CancellationToken closing)
    {
        var inProgress = new List<Task>();
        try
        {
            await foreach (var request in association.ReadRequestsAsync(closing))
            {
                inProgress.Add(await BeginAsync(association, request, closing));
                inProgress.RemoveAll(answer => answer.IsCompleted);
                if (inProgress.Count >= MaxInProgress) await Task.WhenAny(inProgress);
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            await FinishAsync(association, Task.WhenAll(inProgress));
            throw;
        }
        finally
        {
            await Task.WhenAll(inProgress);
        }
    }

    /// <summary>What is soon done is still answered; a long retrieval ends with its association.</summary>
    private async Task FinishAsync(Association association, Task answers)
    {
        try
        {
            await answers.WaitAsync(ClosingPatience, clock);
        }
        catch (TimeoutException)
        {
            await association.AbortAsync();
        }
    }

    /// <summary>Reads the request's data set; the task it returns completes with the final answer and does not fail.</summary>
    private async ValueTask<Task> BeginAsync(Association association, DimseRequest request, CancellationToken closing)
    {
        var received = clock.GetTimestamp();
        try
        {
            return request.Command switch
            {
                CEchoRequest => Guarded(association, request, received, request.RespondAsync(DimseStatus.Success, closing).AsTask()),
                CStoreRequest command => Guarded(association, request, received, await store.ReceiveAsync(association, request, command, closing)),
                CFindRequest command => Guarded(association, request, received, await find.ReceiveAsync(association, request, command, closing)),
                CMoveRequest command => Guarded(association, request, received, await move.ReceiveAsync(association, request, command, closing)),
                CGetRequest command => Guarded(association, request, received, await get.ReceiveAsync(association, request, command, closing)),
                _ => Guarded(association, request, received, request.RespondAsync(DimseStatus.UnrecognizedOperation, closing).AsTask()),
            };
        }
        catch (DicomFormatException malformed)
        {
            var response = request.Command.Respond(DimseStatus.CannotUnderstand) with { ErrorComment = malformed.Message };
            return Guarded(association, request, received, request.RespondAsync(response, closing).AsTask());
        }
    }

    /// <summary>
    /// Where failures of answers end. A peer that has gone is no failure of ours; anything else is, and costs its own
    /// request an answer that says so and no other request anything.
    /// </summary>
    private async Task Guarded(Association association, DimseRequest request, long received, Task answer)
    {
        try
        {
            await answer;
        }
        catch (AssociationAbortedException)
        {
            // The reader of the association meets the same and says why.
        }
#pragma warning disable CA1031 // the door: whatever broke, this request is answered and the association goes on
        catch (Exception failure)
#pragma warning restore CA1031
        {
            DimseLog.RequestFailed(logger, request.Command.Field.ToString(), association.Request.CallingAeTitle, failure);
            await RespondFailureAsync(request);
        }
        finally
        {
            metrics.Answered(request.Command.Field, clock.GetElapsedTime(received));
        }
    }

    private static async Task RespondFailureAsync(DimseRequest request)
    {
        try
        {
            await request.RespondAsync(DimseStatus.ProcessingFailure, CancellationToken.None);
        }
        catch (AssociationAbortedException)
        {
            // As above.
        }
    }
}
