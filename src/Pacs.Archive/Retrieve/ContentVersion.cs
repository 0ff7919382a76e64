using System.Globalization;
using Pacs.Index;

namespace Pacs.Archive.Retrieve;

/// <summary>What a study or series consists of at a moment.</summary>
/// <param name="Tag">Differs when an instance has come, was replaced or was deleted; the same for the same content.</param>
/// <param name="LastReceived">When the last of the instances came.</param>
/// <param name="Instances">How many they are.</param>
public sealed record ContentVersion(string Tag, DateTimeOffset LastReceived, int Instances)
{
    internal static ContentVersion Of(ContentRevision revision) => new(
        revision.Value.ToString("x32", CultureInfo.InvariantCulture), revision.LastReceived, revision.Instances);
}
