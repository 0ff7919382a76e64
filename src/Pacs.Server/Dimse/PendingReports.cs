using Pacs.Network.Associations;

namespace Pacs.Server.Dimse;

/// <summary>
/// Tells the requester of a C-MOVE or C-GET every second how far it is, however long one sub-operation takes: a silent
/// archive is taken for a dead one.
/// </summary>
internal sealed class PendingReports : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly PeriodicTimer _timer;
    private readonly Task _reporting;

    /// <param name="report">Sends one pending response.</param>
    /// <param name="clock">Measures the interval.</param>
    public PendingReports(Func<ValueTask> report, TimeProvider clock)
    {
        _timer = new PeriodicTimer(Interval, clock);
        _reporting = ReportAsync(report);
    }

    /// <summary>When this is done, no further report follows.</summary>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _reporting;
    }

    private async Task ReportAsync(Func<ValueTask> report)
    {
        try
        {
            while (await _timer.WaitForNextTickAsync(CancellationToken.None)) await report();
        }
        catch (AssociationAbortedException)
        {
            // Nobody is there to be told; whoever sends the final response meets the same.
        }
    }
}
