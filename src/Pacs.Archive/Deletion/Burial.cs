using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Deletion;

/// <summary>Takes what a durable tombstone names out of an index: when it is new, and when the log is replayed.</summary>
internal sealed class Burial(SegmentStore store, ArchiveIndex index)
{
    private readonly MemberReader _reader = new(store, index.WantedAttributes);
    private readonly Dictionary<Location, IndexedInstance?> _read = [];

    public async Task ApplyAsync(Tombstone tombstone, LogMember member)
    {
        var stretch = new LogStretch(member.Segment.Shard, member.Segment.Number, member.Offset, member.End);
        while (!await index.RemoveAsync(await PlanAsync(tombstone, stretch)))
        {
            // Something came in between: another version of an instance that is being deleted.
        }

        _read.Clear();
    }

    private async Task<Removal> PlanAsync(Tombstone tombstone, LogStretch stretch)
    {
        var doomed = new List<HeldVersion>();
        var survivors = new List<(MemberPlace Place, IndexedInstance Instance)>();
        foreach (var (instance, members) in tombstone.Members)
        {
            var dead = members.ToHashSet();
            var versions = index.VersionsOf(tombstone.Tenant, instance)
                .ToLookup(version => dead.Contains(_reader.PlaceOf(version.Location)));
            var left = new List<(MemberPlace, IndexedInstance)>();
            if (versions[true].Any(version => version.IsCurrent))
            {
                foreach (var version in versions[false])
                {
                    if (await ReadAsync(version) is { } survivor) left.Add((_reader.PlaceOf(version.Location), survivor));
                }
            }

            // A damaged survivor keeps the instance as it is: an incident is not cleared away with a deletion.
            if (versions[true].Any(version => version.IsCurrent) && left.Count < versions[false].Count()) continue;

            doomed.AddRange(versions[true]);
            survivors.AddRange(left);
        }

        return new Removal
        {
            Tenant = tombstone.Tenant,
            Doomed = doomed,
            Survivors = [.. survivors.OrderBy(survivor => survivor.Place).Select(survivor => survivor.Instance)],
            Read = Read,
            Tombstone = stretch,
        };
    }

    /// <summary>
    /// What an instance says of its series, study and patient. Its whole body is not verified for that: it may be large, and
    /// the index is waiting.
    /// </summary>
    private IndexedInstance? Read(Location location)
    {
        if (_read.TryGetValue(location, out var known)) return known;

        try
        {
            var instance = store.Skim(MemberPlace.ExtentOf(location)) is LogMember member
                ? _reader.ReadAsync(member, CancellationToken.None).GetAwaiter().GetResult() // files are read at once
                : null;
            return _read[location] = instance;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private async Task<IndexedInstance?> ReadAsync(HeldVersion version) =>
        store.Verify(MemberPlace.ExtentOf(version.Location)) is LogMember member
            ? await _reader.ReadAsync(member, CancellationToken.None) // a tombstone that is durable has to take effect
            : null;
}
