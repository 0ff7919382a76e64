namespace Pacs.Files;

/// <summary>
/// What became of an append: either the member that the body has become, durably, or why it was not kept. Exactly one of
/// the two is present.
/// </summary>
public readonly record struct AppendResult
{
    /// <summary>The same that a replay of the log gives.</summary>
    public LogMember? Member { get; private init; }

    public Extent? Extent => Member?.Extent;

    public AppendFailure? Failure { get; private init; }

    internal static AppendResult Kept(LogMember member) => new() { Member = member };

    internal static AppendResult Refused(AppendFailure failure) => new() { Failure = failure };
}
