using System.ComponentModel.DataAnnotations;
using Pacs.Network.Associations;
using Pacs.Network.Client;

namespace Pacs.Server.Peers;

/// <summary>An application entity that is known by name.</summary>
internal sealed class PeerOptions
{
    /// <summary>ASCII without controls and backslash (PS3.5 §6.2, AE).</summary>
    public const string AeTitlePattern = @"[ -\[\]-~]*";

    private const int LongestAeTitle = 16; // PS3.5 §6.2, AE
    private const string ShortestTime = "00:00:00.001";
    private const string LongestTime = "1.00:00:00";

    /// <summary>A millisecond becomes longer than the longest by so many, and a day not more than can be told.</summary>
    private const int MostDoublings = 15;

    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromSeconds(30);

    [Required, StringLength(LongestAeTitle, MinimumLength = 1), RegularExpression(AeTitlePattern)]
    public string AeTitle { get; set; } = "";

    [Required]
    public string Host { get; set; } = "";

    [Range(1, 65535)]
    public int Port { get; set; } = 104;

    /// <summary>What the peer may ask of the archive.</summary>
    public PeerServices Services { get; set; } = PeerServices.All;

    /// <summary>Associations that one C-MOVE may send over at once.</summary>
    [Range(1, 32)]
    public int StoreAssociations { get; set; } = 1;

    /// <summary>How long the peer may take to answer at its port.</summary>
    [Range(typeof(TimeSpan), ShortestTime, LongestTime)]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it may take to answer a request for an association, or for its release.</summary>
    [Range(typeof(TimeSpan), ShortestTime, LongestTime)]
    public TimeSpan AssociationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it may take to answer an instance, once it has it, or not take any more of one.</summary>
    [Range(typeof(TimeSpan), ShortestTime, LongestTime)]
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often an instance is sent again when no association comes about or it ends before the answer.</summary>
    [Range(0, 100)]
    public int Retries { get; set; } = 2;

    /// <summary>The wait before the first retry; before each further one it is twice as long.</summary>
    [Range(typeof(TimeSpan), ShortestTime, LongestTime)]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    public PeerAddress Address => new(AeTitle.Trim(), Host, Port);

    /// <summary>How the archive calls the peer.</summary>
    public ScuOptions CallingAs(string aeTitle) => new()
    {
        CallingAeTitle = aeTitle,
        ConnectTimeout = ConnectTimeout,
        Association = new AssociationOptions { ArtimTimeout = AssociationTimeout, IdleTimeout = ResponseTimeout },
    };

    /// <summary>The wait before a retry, counted from 0: doubled each time until it is half a minute.</summary>
    public TimeSpan DelayBefore(int retry)
    {
        var longest = RetryDelay > LongestRetryDelay ? RetryDelay : LongestRetryDelay;
        var delay = RetryDelay * (1 << Math.Min(retry, MostDoublings));
        return delay < longest ? delay : longest;
    }

    /// <summary>PS3.5 §6.2: the default repertoire without backslash and control characters, not only spaces.</summary>
    public static bool IsAeTitle(string text) =>
        text.Trim(' ').Length is > 0 and <= LongestAeTitle &&
        !text.AsSpan().ContainsAnyExceptInRange(' ', '~') &&
        !text.Contains('\\', StringComparison.Ordinal);
}
