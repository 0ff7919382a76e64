namespace Pacs.Server.Dimse;

/// <summary>
/// What C-CANCEL does to the sub-operation that is on its way: it has a moment to come to its end, which most do, and is
/// given up then, because whoever cancels is answered within a second.
/// </summary>
internal sealed class Abandonment : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.5);

    private readonly CancellationTokenSource _abandoned;
    private readonly CancellationTokenRegistration _registration;

    public Abandonment(TimeProvider clock, CancellationToken cancelled)
    {
        _abandoned = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _registration = cancelled.UnsafeRegister(static source => (source as CancellationTokenSource)?.CancelAfter(Moment), _abandoned);
    }

    /// <summary>Set a moment after the cancelling.</summary>
    public CancellationToken Token => _abandoned.Token;

    public void Dispose()
    {
        _registration.Dispose(); // first: it uses the source
        _abandoned.Dispose();
    }
}
