namespace Pacs.Server.Statistics;

/// <summary>How often one kind of request was answered, and how fast.</summary>
internal sealed record OperationState
{
    /// <summary>Such as <c>C-STORE</c>.</summary>
    public required string Operation { get; init; }

    public long Total { get; init; }

    /// <summary>On average over the last ten seconds.</summary>
    public double PerSecond { get; init; }

    /// <summary>From the request's command to the final answer, since the start; right to an eighth.</summary>
    public double? P50Milliseconds { get; init; }

    /// <inheritdoc cref="P50Milliseconds"/>
    public double? P99Milliseconds { get; init; }
}
