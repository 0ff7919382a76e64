using Pacs.Archive;
using Pacs.Server.Hosting;
using Pacs.Server.Statistics;

namespace Pacs.Server.Control;

/// <summary>What a verb works on, in the server's process or in its own.</summary>
internal sealed record Premises(DicomArchive Archive)
{
    /// <summary>What the doors do; null where there are none.</summary>
    public LiveStatistics? Statistics { get; init; }

    /// <summary>What the server understood of its settings; null where there is none.</summary>
    public Func<ServerConfiguration>? ReadConfiguration { get; init; }
}
