using System.Globalization;

namespace Pacs.Server.Cli.Reports;

/// <summary>Numbers for people.</summary>
internal static class Quantity
{
    /// <summary>A rate over less is of no meaning.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>In powers of 1000, as disks and networks are measured.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        < 1e3 => Text($"{bytes:0} B"),
        < 1e6 => Text($"{bytes / 1e3:0.0} kB"),
        < 1e9 => Text($"{bytes / 1e6:0.0} MB"),
        _ => Text($"{bytes / 1e9:0.00} GB"),
    };

    public static string Rate(long bytes, TimeSpan elapsed) =>
        Text($"{bytes / (elapsed < Shortest ? Shortest : elapsed).TotalSeconds / 1e6:0.0} MB/s");

    public static string Time(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => Text($"{time.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => Text($"{time.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => Text($"{time.Minutes} min {time.Seconds} s"),
        _ => Text($"{(int)time.TotalHours} h {time.Minutes} min"),
    };

    /// <summary>For round trips.</summary>
    public static string Precise(TimeSpan time) => Text($"{time.TotalMilliseconds:0.00} ms");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
