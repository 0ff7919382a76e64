namespace Pacs.Server.Cli.Reports;

/// <summary>What <c>--verbose</c> says of one file.</summary>
internal static class FileLine
{
    public static string Of(Fate fate, string path, string? reason)
    {
        var word = fate switch
        {
            Fate.Accepted => "ok",
            Fate.Duplicate => "held",
            Fate.Warning => "warning",
            Fate.DoneBefore => "done",
            Fate.Skipped => "skipped",
            Fate.Refused => "REFUSED",
            Fate.NotSent => "NOT SENT",
            _ => throw new ArgumentOutOfRangeException(nameof(fate)),
        };
        return reason is null ? $"{word,-9}{path}" : $"{word,-9}{path}: {reason}";
    }
}
