using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Pacs.Files;

/// <summary>
/// What is fixed when a store is made: how many shards it has, and the number that tells its members from anybody
/// else's.
/// </summary>
internal sealed record StoreIdentity(long Id, int ShardCount)
{
    private const int Format = 1;

    /// <summary>Reads the store's identity; makes it, durably, when the store is new.</summary>
    public static StoreIdentity ReadOrCreate(StoreLayout layout, Disk disk, int shardCount)
    {
        if (disk.Exists(layout.IdentityFile))
            return Read(layout, disk);

        // Guessing the number of shards would look for studies where they are not.
        if (disk.Exists(layout.Shard(0)) && disk.FilesIn(layout.Shard(0)).Count > 0)
            throw new InvalidDataException($"'{layout.Store}' holds segments, but '{layout.IdentityFile}' is missing.");

        var identity = new StoreIdentity(BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))), shardCount);
        identity.Write(layout, disk);
        return identity;
    }

    private static StoreIdentity Read(StoreLayout layout, Disk disk)
    {
        using var file = disk.OpenForReading(layout.IdentityFile);
        Span<byte> bytes = stackalloc byte[1024];
        var length = disk.Read(file, bytes, 0);
        try
        {
            var reader = new Utf8JsonReader(bytes[..length]);
            using var json = JsonDocument.ParseValue(ref reader);
            var format = json.RootElement.GetProperty("format").GetInt32();
            if (format != Format)
                throw new InvalidDataException($"'{layout.IdentityFile}' is of format {format}; this version knows format {Format}.");

            var id = json.RootElement.GetProperty("id").GetString();
            return new StoreIdentity(
                long.Parse(id ?? "", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                json.RootElement.GetProperty("shards").GetInt32());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{layout.IdentityFile}' cannot be read: {e.Message}", e);
        }
    }

    private void Write(StoreLayout layout, Disk disk)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteString("id", Id.ToString("x16", CultureInfo.InvariantCulture));
            json.WriteNumber("shards", ShardCount);
            json.WriteEndObject();
        }

        if (disk.Exists(layout.NewIdentityFile))
            disk.Delete(layout.NewIdentityFile); // a start that was cut short

        using (var file = disk.Create(layout.NewIdentityFile))
        {
            disk.Write(file, [bytes.WrittenMemory], 0);
            disk.Sync(file);
        }

        disk.Rename(layout.NewIdentityFile, layout.IdentityFile);
        disk.SyncDirectory(layout.Root);
    }
}
