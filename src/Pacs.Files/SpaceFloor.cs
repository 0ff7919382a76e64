namespace Pacs.Files;

/// <summary>
/// Refuses bytes that would leave less of the disk free than the configured floor. The system is asked once a second;
/// in between what was allowed is counted.
/// </summary>
internal sealed class SpaceFloor(Disk disk, string directory, SegmentStoreOptions options, TimeProvider time)
{
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long? _askedAt;
    private long _available;
    private long _floor;

    /// <summary>Null when there is room for this many bytes, which then count as used.</summary>
    public AppendFailure? Refuses(long bytes) => Refuses(bytes, isReserved: true);

    public AppendFailure? Refuses(long bytes, bool isReserved)
    {
        lock (_gate)
        {
            try
            {
                var isStale = _askedAt is not { } askedAt || time.GetElapsedTime(askedAt) > Validity;
                if (isStale || _available - bytes < _floor)
                    Ask();
            }
            catch (IOException e)
            {
                return AppendFailure.Of(e);
            }

            if (_available - bytes < _floor)
                return AppendFailure.BelowFloor;

            if (isReserved)
                _available -= bytes;
            return null;
        }
    }

    private void Ask()
    {
        var space = disk.SpaceAt(directory);
        _floor = Math.Min(options.MinimumFreeBytes, (long)(space.Total * options.MinimumFreeFraction));
        _available = space.Available;
        _askedAt = time.GetTimestamp();
    }
}
