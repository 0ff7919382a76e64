using Pacs.Archive;
using Pacs.Server.Statistics;

namespace Pacs.Server.Control;

/// <summary>What a verb works on, in the server's process or in its own.</summary>
/// <param name="Archive">The data.</param>
/// <param name="Statistics">What the doors do; null where there are none.</param>
internal sealed record Premises(DicomArchive Archive, LiveStatistics? Statistics = null);
