namespace Pacs.Files;

/// <summary>
/// What became of an append: either where the body lies, durably, or why it was not kept. Exactly one of the two is
/// present.
/// </summary>
public readonly record struct AppendResult
{
    public Extent? Extent { get; private init; }

    public AppendFailure? Failure { get; private init; }

    internal static AppendResult Kept(Extent extent) => new() { Extent = extent };

    internal static AppendResult Refused(AppendFailure failure) => new() { Failure = failure };
}
