using System.Buffers;
using System.Diagnostics;
using Pacs.Archive.Ingest;
using Pacs.Dicom;
using Pacs.Dicom.Transfer;
using Pacs.Network.Messages;
using Pacs.Server.Dimse;
using Pacs.Server.Statistics;

namespace Pacs.Server.DicomWeb.Storing;

/// <summary>
/// The instances of one store request on their way into the archive: while one is being received, those before it are with
/// the disk, where what waits together is made durable together.
/// </summary>
internal sealed class StoreTransaction(InstanceIngest ingest, StoreOrigin origin, ServerMetrics metrics) : IAsyncDisposable
{
    /// <summary>Enough to keep a disk busy; what is received meanwhile is counted by the archive's buffer budget.</summary>
    private const int MaxUnderway = 32;

    private readonly List<StoreResult> _results = [];
    private readonly Queue<(ReceivedInstance Instance, StoreResult Result, Task<IngestResult> Storing)> _underway = new();

    /// <summary>How many instances have been brought, stored or not.</summary>
    public int Count => _results.Count + _underway.Count;

    /// <summary>One more instance, as a file in pieces. What is wrong with it is its own result.</summary>
    public async Task AddFileAsync(IAsyncEnumerable<ReadOnlySequence<byte>> file, CancellationToken cancellationToken)
    {
        await using var pieces = file.GetAsyncEnumerator(cancellationToken);
        try
        {
            var incoming = await IncomingFile.OpenAsync(pieces, cancellationToken);
            if (incoming is { SopClassUid: { } sopClass, SopInstanceUid: { } sopInstance })
            {
                await AddAsync(sopClass, sopInstance, incoming.TransferSyntax, incoming.ReadDataSetAsync(cancellationToken), cancellationToken);
                return;
            }
        }
        catch (DicomFormatException)
        {
            // no data set in it
        }

        AddFailure(new StoreResult { FailureReason = DimseStatus.CannotUnderstand.Code });
    }

    /// <summary>One more instance, as an encoded data set in pieces.</summary>
    public async Task AddAsync(
        string sopClassUid,
        string sopInstanceUid,
        TransferSyntax syntax,
        IAsyncEnumerable<ReadOnlySequence<byte>> dataSet,
        CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        var arrival = new InstanceArrival
        {
            TransferSyntax = syntax,
            SopClassUid = sopClassUid,
            SopInstanceUid = sopInstanceUid,
            StudyInstanceUid = origin.StudyInstanceUid,
            Source = origin.Source,
            Tenant = origin.Tenant,
        };
        var received = await ingest.ReceiveAsync(arrival, dataSet, cancellationToken);
        var result = new StoreResult
        {
            SopClassUid = sopClassUid,
            SopInstanceUid = sopInstanceUid,
            StudyInstanceUid = received.StudyInstanceUid,
            SeriesInstanceUid = received.SeriesInstanceUid,
        };
        _underway.Enqueue((received, result, Task.Run(StoreAsync, CancellationToken.None)));
        if (_underway.Count >= MaxUnderway) await FinishOneAsync();

        async Task<IngestResult> StoreAsync()
        {
            var stored = await received.StoreAsync();
            metrics.StoredOverHttp(Stopwatch.GetElapsedTime(begun));
            return stored;
        }
    }

    public void AddFailure(StoreResult failure) => _results.Add(failure);

    /// <summary>What became of each, once all of them are durable or refused.</summary>
    public async Task<IReadOnlyList<StoreResult>> FinishAsync()
    {
        while (_underway.Count > 0) await FinishOneAsync();
        return _results;
    }

    /// <summary>What was received is stored, also when the request turns out to be broken behind it.</summary>
    public async ValueTask DisposeAsync() => await FinishAsync();

    private async Task FinishOneAsync()
    {
        var (instance, result, storing) = _underway.Dequeue();
        using (instance)
        {
            var status = StoreStatus.Of((await storing).Outcome);
            _results.Add(status == DimseStatus.Success ? result : result with { FailureReason = status.Code });
        }
    }
}
