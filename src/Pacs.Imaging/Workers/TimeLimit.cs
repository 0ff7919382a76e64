namespace Pacs.Imaging.Workers;

internal static class TimeLimit
{
    /// <summary>The slowest codec does some 13 MB a second on one core.</summary>
    private const int SlowestBytesPerSecond = 1 << 20;

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(10);

    /// <summary>How long a frame of so many native bytes may take.</summary>
    public static TimeSpan For(int bytes) => Least + TimeSpan.FromSeconds(bytes / SlowestBytesPerSecond);
}
