namespace Pacs.Server.Cli.Reports;

/// <summary>How far a long task is.</summary>
/// <param name="Done">Files or instances that are done with.</param>
/// <param name="Total">Of how many; null while that is not known.</param>
/// <param name="Bytes">Moved so far; null when others move them.</param>
/// <param name="TotalBytes">Of how many; null when that is not known.</param>
internal readonly record struct ProgressState(long Done, long? Total, long? Bytes = null, long? TotalBytes = null)
{
    /// <summary>By bytes where they are known, for files differ; between 0 and 1.</summary>
    public double? Fraction => this switch
    {
        { Bytes: { } bytes, TotalBytes: > 0 and var all } => Math.Min(1, (double)bytes / all),
        { Total: > 0 and var total } => Math.Min(1, (double)Done / total),
        _ => null,
    };
}
