namespace Pacs.Archive.Verification;

/// <summary>Holds reading back to so many bytes a second. What was not read while it waited for the disk is not made up for.</summary>
internal sealed class Pace(long bytesPerSecond, TimeProvider clock)
{
    /// <summary>Less is not worth a timer.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);

    private long _at = clock.GetTimestamp();
    private TimeSpan _ahead;

    /// <summary>Counts bytes that have been read, and waits until they are due.</summary>
    public async ValueTask HoldAsync(long bytes, CancellationToken cancellationToken)
    {
        var now = clock.GetTimestamp();
        _ahead -= clock.GetElapsedTime(_at, now);
        if (_ahead < TimeSpan.Zero) _ahead = TimeSpan.Zero;
        _ahead += TimeSpan.FromSeconds((double)bytes / bytesPerSecond);
        _at = now;
        if (_ahead >= Shortest) await Task.Delay(_ahead, clock, cancellationToken);
    }
}
