using Pacs.Archive;

namespace Pacs.Server.Control;

/// <summary>What a verb works on, in the server's process or in its own.</summary>
internal sealed record Premises(DicomArchive Archive);
