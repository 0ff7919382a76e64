using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Promoting;
using Pacs.Index.Searching;
using Pacs.Index.Sqlite;
using Pacs.Index.Writing;

namespace Pacs.Index;

/// <summary>
/// What is held and how to find it. Derived from the log of segments: <see cref="AppliedPositions"/> says how much of
/// that is in here, and a member may be added any number of times.
/// </summary>
public sealed partial class ArchiveIndex : IAsyncDisposable
{
    public const string DefaultTenant = "default";

    private static readonly Task<IndexOutcome> Stored = Task.FromResult(IndexOutcome.Stored);

    private readonly LevelRows _rows = new();
    private readonly ConcurrentBag<IndexDatabase> _replaced = [];
    private volatile IndexDatabase _database;

    private ArchiveIndex(IndexDatabase database)
    {
        _database = database;
        PromotedNames = [.. database.Promoted.All.Select(promotion => promotion.Name)];
        WantedAttributes = TagSet.Of([.. LevelTags, .. PromotedAttributes.TagsOf(PromotedNames)]);
    }

    /// <summary>
    /// How much of each segment is in the index, in the order of the log. Unknown segments are not at all.
    /// </summary>
    public IReadOnlyList<AppliedPosition> AppliedPositions => _database.Writer.Positions();

    /// <summary>The version of the library that reads and writes the file.</summary>
    public static string SqliteVersion
    {
        get
        {
            using var connection = new SqliteConnection();
            return connection.ServerVersion;
        }
    }

    /// <summary>What the index wants to know of an instance: a header needs no other attributes.</summary>
    public TagSet WantedAttributes { get; }

    /// <summary>Why instances of the log are not in the index, in words for the operator; null when all are.</summary>
    public string? Trouble => _database.Writer.Trouble;

    /// <summary>What is indexed beyond the attributes that always are.</summary>
    public IReadOnlyList<AttributeName> PromotedNames { get; }

    /// <summary>How far each promoted attribute is indexed.</summary>
    public IReadOnlyList<PromotionProgress> Promotions =>
    [
        .. _database.Promoted.All.Select(promotion => new PromotionProgress(
            promotion.Name.ToString(), Math.Min(promotion.Filled, promotion.Total), promotion.Total, promotion.IsComplete)),
    ];

    private static IReadOnlyList<Tag> LevelTags { get; } =
        [Tags.SpecificCharacterSet, Tags.SOPClassUID, Tags.SOPInstanceUID, .. AttributeLevels.All];

    /// <summary>Why an attribute cannot be promoted, in words for the operator, or null when it can.</summary>
    public static string? FlawOf(AttributeName name) => name switch
    {
        _ when AttributeLevels.Find(name.Tag) is not null || MatchableAttributes.Find(name.Tag) is not null =>
            $"{name} is in the index anyway",
        _ when QueryControls.Contains(name.Tag) || name.Tag == Tags.RetrieveAETitle || name.Tag == Tags.InstanceAvailability =>
            $"{name} is no attribute of an instance",
        _ when !PromotedKeys.IsSupported(name.Vr) => $"{name} has values that cannot be indexed, its VR is {name.Vr.Letters}",
        _ when name.Tag.Group >= Tags.PixelData.Group => $"{name} stands behind the pixels",
        _ => null,
    };

    /// <summary>What is kept of a level, and what is counted of it.</summary>
    public static IEnumerable<Tag> AttributesOf(QueryLevel level) => AttributeLevels.All
        .Where(tag => AttributeLevels.Find(tag) == level)
        .Union(MatchableAttributes.Of(level).Select(attribute => attribute.Tag))
        .Order();

    /// <summary>Opens the index file, making it or bringing it up to date.</summary>
    /// <param name="path">The file.</param>
    /// <param name="promoted">
    /// Attributes to index beyond those that always are, none of which <see cref="FlawOf"/> finds fault with; null for those
    /// that the file has.
    /// </param>
    /// <param name="cancellationToken">Looked at before the file is opened.</param>
    /// <exception cref="UnusableIndexException">Not an index, damaged, or of a newer version.</exception>
    public static Task<ArchiveIndex> OpenAsync(
        string path, IReadOnlyCollection<AttributeName>? promoted, CancellationToken cancellationToken) =>
        Task.Run(() => new ArchiveIndex(IndexDatabase.Open(path, promoted)), cancellationToken);

    /// <summary>Commits what is queued, writes the write-ahead log back and closes.</summary>
    public async ValueTask DisposeAsync() => await Task.Run(() =>
    {
        foreach (var database in _replaced) database.Dispose();
        _database.Dispose();
    });

    /// <summary>
    /// Puts another file in this one's place. Whoever writes waits until that is done; searches go on, those that have begun
    /// in the former file, which is deleted after the last of them.
    /// </summary>
    /// <param name="finish">
    /// Enters what the other file does not have yet, while nothing is written to this one, closes it and says where it is.
    /// When that fails, this one stays.
    /// </param>
    public async Task ReplaceAsync(Func<Task<string>> finish)
    {
        var former = _database;
        await Task.Run(former.Writer.Hold);
        try
        {
            _database = await OpenAsync(finish);
        }
        catch
        {
            former.Writer.Release();
            throw;
        }

        _replaced.Add(former);
        former.Writer.HandOver(_database.Writer);
        former.Leave();
    }

    /// <summary>
    /// Enters a member of the log; done when it is committed. When that fails, nothing of the instance is in the index,
    /// and the position of its segment does not pass it.
    /// </summary>
    /// <param name="instance">What the log holds.</param>
    /// <param name="cancellationToken">Looked at before the instance is queued; there is no way back after.</param>
    /// <exception cref="ArgumentException">The header lacks the UID of its study or series.</exception>
    public Task<IndexOutcome> AddAsync(IndexedInstance instance, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<IndexOutcome>(cancellationToken)
            : _database.Writer.Enqueue(WriteOf(instance), mayWriteHere: true);

    /// <summary>
    /// As <see cref="AddAsync"/>, for an instance under whose UID nothing was found: who asks from now on finds it, though it
    /// may be committed only then. When that fails it is tried again: until then, and until a restart at the latest, the
    /// instance is in the log and not found, and <see cref="Trouble"/> says so.
    /// </summary>
    /// <exception cref="ArgumentException">The header lacks the UID of its study or series.</exception>
    public Task<IndexOutcome> AddNewAsync(IndexedInstance instance)
    {
        var writer = _database.Writer;
        var write = WriteOf(instance);
        return writer.TryPromise(write, instance) ? Stored : writer.Enqueue(write, mayWriteHere: true);
    }

    /// <summary>
    /// As <see cref="AddAsync"/>, for a caller that has more to add: it is never the one who writes, and what it queues
    /// meanwhile shares a transaction.
    /// </summary>
    /// <exception cref="ArgumentException">The header lacks the UID of its study or series.</exception>
    public Task<IndexOutcome> QueueAsync(IndexedInstance instance) => _database.Writer.Enqueue(WriteOf(instance), mayWriteHere: false);

    /// <summary>
    /// Counts a stretch of the log that holds no instance, or one that cannot be entered, as applied.
    /// </summary>
    public Task SkipAsync(int shard, int segment, long start, long end) =>
        _database.Writer.Enqueue(new PendingWrite(null, new LogStretch(shard, segment, start, end)), mayWriteHere: false);

    /// <summary>
    /// As <see cref="SkipAsync"/>, of a member whose body was deleted, or is the copy of one that is held elsewhere.
    /// </summary>
    public Task SkipDeadAsync(Location body, bool isReturned, LogStretch member) =>
        _database.Writer.Enqueue(new PendingWrite(new DeadNote(body, isReturned), member), mayWriteHere: false);

    /// <summary>
    /// Takes bodies out, with what nothing is left of, and counts their tombstone as applied. False, and nothing changed,
    /// when the index holds further versions that have to be named as survivors.
    /// </summary>
    public async Task<bool> RemoveAsync(Removal removal)
    {
        var change = new RowRemoval(
            removal,
            [.. removal.Survivors.Select(survivor => InstanceRows.Of(survivor, _rows, PromotedNames))],
            location => removal.Read(location) is { } instance ? InstanceRows.Of(instance, _rows, PromotedNames) : null);
        await _database.Writer.Enqueue(new PendingWrite(change, removal.Tombstone), mayWriteHere: false);
        return change.IsApplied;
    }

    /// <summary>Lets rows lead to copies. A copy whose row has gone meanwhile counts as dead.</summary>
    public Task MoveAsync(IEnumerable<Relocation> relocations) => Task.WhenAll(relocations.Select(
        relocation => _database.Writer.Enqueue(new PendingWrite(new RowMove(relocation), relocation.Copy), mayWriteHere: false)));

    /// <summary>Notes that the file system has the space of these bodies back.</summary>
    public Task NoteReturnedAsync(IEnumerable<Location> bodies) => Task.WhenAll(bodies.Select(
        body => _database.Writer.Enqueue(new PendingWrite(new DeadNote(body, IsReturned: true), null), mayWriteHere: false)));

    /// <summary>
    /// Forgets a segment but for its number. When this is done no power loss brings back a row that leads there: the file
    /// can go.
    /// </summary>
    public Task EndSegmentAsync(int shard, int segment) => _database.Writer.Enqueue(
        new PendingWrite(new SegmentEnd(shard, segment), new LogStretch(shard, segment, 0, AppliedPosition.Ended)),
        mayWriteHere: false);

    /// <summary>Instances to be looked at for attributes that were promoted after they came; null when there are none left.</summary>
    public Task<UnfilledInstances?> ReadUnfilledAsync(int count, CancellationToken cancellationToken) => Task.Run(
        () => ReadUnfilled(count, cancellationToken), cancellationToken);

    /// <summary>Enters what they have. Once nothing is left, searches use the attributes.</summary>
    public Task FillAsync(UnfilledInstances unfilled, IEnumerable<FilledInstance> filled) => _database.Writer.Enqueue(
        new PendingWrite(Unfilled.FillOf(unfilled, filled), null), mayWriteHere: false);

    /// <summary>Takes out some of what attributes have that are not promoted any more. False when there was nothing left.</summary>
    public async Task<bool> DropAsync(int rows)
    {
        var drop = new PromotionDrop(rows);
        await _database.Writer.Enqueue(new PendingWrite(drop, null), mayWriteHere: false);
        return drop.HasMore;
    }

    private PendingWrite WriteOf(IndexedInstance instance)
    {
        var at = instance.Location;
        return new PendingWrite(
            InstanceRows.Of(instance, _rows, PromotedNames),
            new LogStretch(at.Shard, at.Segment, instance.LogStart, instance.LogEnd));
    }

    private UnfilledInstances? ReadUnfilled(int count, CancellationToken cancellationToken)
    {
        var database = Enter();
        try
        {
            return database.Readers.Run(reader => Unfilled.Read(reader, database.Promoted, count), cancellationToken);
        }
        finally
        {
            database.Leave();
        }
    }

    private static async Task<IndexDatabase> OpenAsync(Func<Task<string>> finish)
    {
        var path = await finish();
        try
        {
            return IndexDatabase.Open(path, promoted: null);
        }
        catch
        {
            IndexFiles.Delete(path); // or it would count when the archive is opened next
            throw;
        }
    }
}
