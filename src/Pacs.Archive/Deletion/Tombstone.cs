using System.Buffers;
using System.Text.Json;
using Pacs.Files;

namespace Pacs.Archive.Deletion;

/// <summary>
/// A member of the log that says what was deleted. It names each member it concerns, in whatever shard that lies, so that
/// nothing depends on the order in which the log is read: what is sent again after a deletion is another member.
/// <code>
/// { "deleted": { "study": "1.2", "series": null, "instance": null }, "tenant": "default",
///   "members": { "1.2.3": [ "0/1/200" ] } }     by SOP Instance UID; shard, segment and offset in hexadecimal
/// </code>
/// </summary>
internal sealed record Tombstone
{
    private const string FileName = "/deleted.json";

    public required string Tenant { get; init; }

    public required string Study { get; init; }

    public string? Series { get; init; }

    public string? Instance { get; init; }

    /// <summary>By SOP Instance UID.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<MemberPlace>> Members { get; init; }

    /// <summary>What tar makes of it: a file beside the study's series.</summary>
    public string Name => Study + FileName;

    public static bool IsNameOfOne(string name) => name.EndsWith(FileName, StringComparison.Ordinal);

    /// <exception cref="IOException">It is not what was stored, or cannot be read.</exception>
    public static Tombstone Read(SegmentStore store, LogMember member)
    {
        try
        {
            using var body = store.OpenVerified(member.Extent, member.Digest);
            using var json = JsonDocument.Parse(body);
            var deleted = json.RootElement.GetProperty("deleted");
            return new Tombstone
            {
                Tenant = json.RootElement.GetProperty("tenant").GetString() ?? "",
                Study = deleted.GetProperty("study").GetString() ?? "",
                Series = deleted.GetProperty("series").GetString(),
                Instance = deleted.GetProperty("instance").GetString(),
                Members = json.RootElement.GetProperty("members").EnumerateObject()
                    .ToDictionary(instance => instance.Name, instance => Places(instance.Value), StringComparer.Ordinal),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new DamagedBodyException($"'{member.Name}' is whole, and does not say what was deleted: {e.Message}");
        }
    }

    public void Write(IBufferWriter<byte> body)
    {
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteStartObject("deleted");
        json.WriteString("study", Study);
        json.WriteString("series", Series);
        json.WriteString("instance", Instance);
        json.WriteEndObject();
        json.WriteString("tenant", Tenant);
        json.WriteStartObject("members");
        foreach (var (instance, places) in Members)
        {
            json.WriteStartArray(instance);
            foreach (var place in places) json.WriteStringValue(place.ToString());
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static IReadOnlyList<MemberPlace> Places(JsonElement places) =>
        [.. places.EnumerateArray().Select(place => MemberPlace.Parse(place.GetString())).OfType<MemberPlace>()];
}
