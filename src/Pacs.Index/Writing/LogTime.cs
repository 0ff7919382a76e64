namespace Pacs.Index.Writing;

/// <summary>
/// When a member was received, as the tables hold it: 100 ns since 1970, UTC. No two members of a log have the same, and
/// they are its order.
/// </summary>
internal static class LogTime
{
    public static long Of(DateTimeOffset time) => time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    public static DateTimeOffset Read(long value) => DateTimeOffset.UnixEpoch.AddTicks(value);
}
