using System.Globalization;

namespace Pacs.Files;

/// <summary>
/// The names on disk:
/// <code>
/// lock                        held while a process has the store open; its number inside
/// store.json                  what is fixed when the store is made
/// incoming/0000000000000001.tar   a body that did not fit in memory, not yet appended
/// store/00/00000001.tar       a sealed segment: never changes again
/// store/00/00000002.open.tar  a segment that is still appended to
/// </code>
/// </summary>
internal sealed class StoreLayout(string root)
{
    private const string Sealed = ".tar";
    private const string Open = ".open.tar";

    public string Root { get; } = Path.GetFullPath(root);

    public string LockFile => Path.Combine(Root, "lock");

    public string IdentityFile => Path.Combine(Root, "store.json");

    public string NewIdentityFile => Path.Combine(Root, "store.json.new");

    public string Incoming => Path.Combine(Root, "incoming");

    public string Store => Path.Combine(Root, "store");

    public string IncomingFile(long number) => Path.Combine(Incoming, number.ToString("d16", CultureInfo.InvariantCulture) + Sealed);

    public string Shard(int shard) => Path.Combine(Store, shard.ToString("d2", CultureInfo.InvariantCulture));

    public string SealedSegment(SegmentId id) => Path.Combine(Shard(id.Shard), Number(id) + Sealed);

    public string OpenSegment(SegmentId id) => Path.Combine(Shard(id.Shard), Number(id) + Open);

    /// <summary>The segment that a file of a shard's directory is; null for what is none of ours.</summary>
    public static (SegmentId Id, bool IsSealed)? SegmentOf(int shard, string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        var isSealed = !name.EndsWith(Open, StringComparison.Ordinal);
        var suffix = isSealed ? Sealed : Open;
        if (!name.EndsWith(suffix, StringComparison.Ordinal))
            return null;

        return int.TryParse(name[..^suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (new SegmentId(shard, number), isSealed)
            : null;
    }

    private static string Number(SegmentId id) => id.Number.ToString("d8", CultureInfo.InvariantCulture);
}
