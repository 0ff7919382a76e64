namespace Pacs.Archive.Verification;

/// <summary>How far a verification is, and what it has found.</summary>
public sealed record VerificationReport
{
    /// <summary>A disk that is broken altogether is not told place by place.</summary>
    public const int DamageTold = 1000;

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it is under way, and when it was stopped.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Members that were read and are what was stored.</summary>
    public long Members { get; init; }

    /// <summary>Bytes that have been looked at, damaged ones included.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes there are to look at; grows when more is stored meanwhile.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Places that are not as they were stored.</summary>
    public long Damaged { get; init; }

    /// <summary>
    /// The first <see cref="DamageTold"/> of them. Nothing of it was removed, and nothing of it is served as good.
    /// </summary>
    public IReadOnlyList<Damage> Damage { get; init; } = [];

    internal VerificationReport With(Damage? damage) => damage is null ? this : this with
    {
        Damaged = Damaged + 1,
        Damage = Damage.Count < DamageTold ? [.. Damage, damage] : Damage,
    };
}
