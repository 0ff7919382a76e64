using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Model;
using Pacs.Index.Promoting;
using Pacs.Index.Searching;
using Pacs.Index.Sqlite;
using Pacs.Index.Writing;

namespace Pacs.Index;

/// <summary>
/// What is held and how to find it. Derived from the log of segments: <see cref="AppliedPositions"/> says how much of
/// that is in here, and a member may be added any number of times.
/// </summary>
public sealed class ArchiveIndex : IAsyncDisposable
{
    public const string DefaultTenant = "default";

    private readonly LevelRows _rows = new();
    /// <summary>Instances of a series: few at first, so that the first is on its way at once.</summary>
    private const int FirstPage = 16, LaterPage = 256;

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

    /// <summary>When the last of what is held was received, or nearly: instances enter in this order but for a few.</summary>
    public DateTimeOffset LatestReceipt => Read(
    reader =>
    {
        using var row = reader.Query("""
            SELECT max("ReceivedAt") FROM (
                SELECT * FROM (SELECT "ReceivedAt" FROM "Instance" ORDER BY "Key" DESC LIMIT 1000)
                UNION ALL
                SELECT * FROM (SELECT "ReceivedAt" FROM "InstanceVersion" ORDER BY "Key" DESC LIMIT 1000))
            """);
        return LogTime.Read(row.Read() ? row.GetInt64(0) : 0); // no row has 0 too
    },
    CancellationToken.None);

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

    /// <summary>The bodies in the log that no row leads to, in the order of the log.</summary>
    public Task<IReadOnlyList<DeadSpace>> ReadDeadAsync(CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<DeadSpace>>(
        context =>
        [
            .. context.DeadBodies.AsNoTracking()
                .OrderBy(body => body.Shard).ThenBy(body => body.Segment).ThenBy(body => body.Offset)
                .Select(body => new DeadSpace(new Location(body.Shard, body.Segment, body.Offset, body.Length), body.IsReturned)),
        ],
        cancellationToken);

    /// <summary>
    /// What deleting a study, a series or an instance takes with it: every body under the SOP Instance UIDs that are
    /// current there, wherever it came under, and what was kept aside under these very UIDs.
    /// </summary>
    public Task<IReadOnlyList<HeldVersion>> ReadVersionsAsync(
        string tenant, string study, string? series, string? instance, CancellationToken cancellationToken) => Task.Run(
        () => Read<IReadOnlyList<HeldVersion>>(
            tenant, (reader, key) => Versions.Under(reader, key, study, series, instance), [], cancellationToken),
        cancellationToken);

    /// <summary>Every body that is held under a SOP Instance UID.</summary>
    public IReadOnlyList<HeldVersion> VersionsOf(string tenant, string sopInstanceUid) => Read<IReadOnlyList<HeldVersion>>(
        tenant, (reader, key) => Versions.Of(reader, key, sopInstanceUid), [], CancellationToken.None);

    /// <summary>
    /// The current version under this SOP Instance UID, or null. Microseconds: it is not worth a task.
    /// </summary>
    public HeldInstance? Find(string tenant, string sopInstanceUid) => Read(
        tenant, (reader, key) => Locator.Find(reader, key, sopInstanceUid), null, CancellationToken.None);

    /// <summary>The series of a study in the order in which they came, or the one named; none when they are not held.</summary>
    public IReadOnlyList<HeldSeries> ReadSeries(string tenant, string study, string? series) => Read(
        tenant, (reader, key) => SeriesContent.Find(reader, key, study, series), [], CancellationToken.None);

    /// <summary>
    /// The instances of a series in the order in which they came, a page at a time: however many they are, few are in memory,
    /// and the first does not wait for the last.
    /// </summary>
    public IEnumerable<HeldInstance> ReadInstances(string tenant, HeldSeries series)
    {
        var database = Enter(); // a page begins behind a key, which only this file knows
        try
        {
            var readers = database.Readers;
            var found = readers.Run(
                reader => database.KeyOf(tenant, reader) is { } key ? SeriesContent.KeyOf(reader, key, series) : null,
                CancellationToken.None);
            if (found is not { } seriesKey) yield break;

            var (after, size) = (0L, FirstPage);
            while (true)
            {
                var page = readers.Run(
                    reader => SeriesContent.Page(reader, series, seriesKey, after, size), CancellationToken.None);
                foreach (var (key, instance) in page)
                {
                    yield return instance;
                    after = key;
                }

                if (page.Count < size) yield break;
                size = LaterPage;
            }
        }
        finally
        {
            database.Leave();
        }
    }

    /// <summary>The UIDs of the transfer syntaxes that instances of these series have.</summary>
    public IReadOnlyCollection<string> ReadTransferSyntaxes(string tenant, IEnumerable<HeldSeries> series) => Read(
        tenant, (reader, key) => SeriesContent.TransferSyntaxesOf(reader, key, series), [], CancellationToken.None);

    /// <summary>What these series consist of now, as one number.</summary>
    public ContentRevision ReadRevision(string tenant, IEnumerable<HeldSeries> series) => Read(
        tenant, (reader, key) => SeriesContent.RevisionOf(reader, key, series), new RevisionHash().Revision, CancellationToken.None);

    /// <summary>
    /// True when these bytes were kept aside under this SOP Instance UID, because of another source or series, and are
    /// still held.
    /// </summary>
    public bool IsKeptAside(string tenant, string sopInstanceUid, UInt128 digest) => Read(
        tenant, (reader, key) => Locator.IsKeptAside(reader, key, sopInstanceUid, digest), false, CancellationToken.None);

    /// <summary>
    /// Matches as they are found, oldest first, each with the keys of the identifier and the unique keys of its level
    /// and those above. Empty keys do not filter. Nothing is looked for before the first answer is asked for.
    /// </summary>
    public Search Search(SearchRequest request) => new(Enter, request);

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

    /// <summary>
    /// The instances that the unique keys name, in the order of the log. A value or a list at the level itself, and the
    /// keys of the levels above where they have values: all must hold (PS3.4 §C.4.2.1.4).
    /// </summary>
    /// <param name="level">The level whose unique key names what is wanted.</param>
    /// <param name="keys">The identifier; other keys in it are not looked at.</param>
    /// <param name="tenant">Whose archive; of an unknown one nothing is found.</param>
    /// <param name="cancellationToken">Ends the statement that is running.</param>
    public async IAsyncEnumerable<HeldInstance> LocateAsync(
        QueryLevel level,
        DataSet keys,
        string tenant,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await Task.Run(
            () => Read(tenant, (reader, key) => Locator.Find(reader, key, level, keys), [], cancellationToken),
            cancellationToken);
        foreach (var instance in found) yield return instance;
    }

    /// <summary>How much is held.</summary>
    public Task<IndexTotals> CountAsync(CancellationToken cancellationToken) => ReadAsync(
        context =>
        {
            var tenants = context.Tenants.AsNoTracking().ToList();
            return new IndexTotals(
                tenants.Sum(t => t.NumberOfPatients),
                tenants.Sum(t => t.NumberOfStudies),
                tenants.Sum(t => t.NumberOfSeries),
                tenants.Sum(t => t.NumberOfInstances));
        },
        cancellationToken);

    /// <summary>What contradicts what was held, oldest first.</summary>
    public Task<IReadOnlyList<Conflict>> ReadConflictsAsync(CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<Conflict>>(
            context =>
            [
                .. VersionConflicts(context).Concat(PatientConflicts(context))
                    .OrderBy(conflict => conflict.ReceivedAt)
                    .ThenBy(conflict => conflict.Location),
            ],
            cancellationToken);

    /// <summary>How many there are of what <see cref="ReadConflictsAsync"/> reads.</summary>
    public Task<long> CountConflictsAsync(CancellationToken cancellationToken) => ReadAsync(
        context =>
            context.InstanceVersions.LongCount(version =>
                version.Reason == VersionReason.OtherSource || version.Reason == VersionReason.OtherSeries) +
            context.PatientConflicts.LongCount(),
        cancellationToken);

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

    private static IEnumerable<Conflict> VersionConflicts(IndexContext context) =>
        from version in context.InstanceVersions.AsNoTracking()
        join tenant in context.Tenants on version.TenantKey equals tenant.Key
        where version.Reason == VersionReason.OtherSource || version.Reason == VersionReason.OtherSeries
        select new Conflict
        {
            Kind = version.Reason == VersionReason.OtherSource ? ConflictKind.OtherSource : ConflictKind.OtherSeries,
            Tenant = tenant.Name,
            StudyInstanceUid = version.StudyInstanceUid,
            SeriesInstanceUid = version.SeriesInstanceUid,
            SopInstanceUid = version.SopInstanceUid,
            SourceAeTitle = version.SourceAeTitle,
            ReceivedAt = LogTime.Read(version.ReceivedAt),
            Digest = BinaryPrimitives.ReadUInt128BigEndian(version.Digest),
            Location = new Location(version.Shard, version.Segment, version.Offset, version.Length),
        };

    private static IEnumerable<Conflict> PatientConflicts(IndexContext context) =>
        from conflict in context.PatientConflicts.AsNoTracking()
        join tenant in context.Tenants on conflict.TenantKey equals tenant.Key
        join study in context.Studies on conflict.StudyKey equals study.Key
        select new Conflict
        {
            Kind = ConflictKind.OtherPatient,
            Tenant = tenant.Name,
            StudyInstanceUid = study.StudyInstanceUid,
            SeriesInstanceUid = conflict.SeriesInstanceUid,
            SopInstanceUid = conflict.SopInstanceUid,
            SourceAeTitle = conflict.SourceAeTitle,
            ReceivedAt = LogTime.Read(conflict.ReceivedAt),
            Digest = BinaryPrimitives.ReadUInt128BigEndian(conflict.Digest),
            Location = new Location(conflict.Shard, conflict.Segment, conflict.Offset, conflict.Length),
        };

    private Task<T> ReadAsync<T>(Func<IndexContext, T> read, CancellationToken cancellationToken) => Task.Run(
        () => Read(
            reader =>
            {
                using var context = SqliteFile.Context(reader.Connection);
                return read(context);
            },
            cancellationToken),
        cancellationToken);

    private T Read<T>(Func<SqliteReader, T> read, CancellationToken cancellationToken)
    {
        var database = Enter();
        try
        {
            return database.Readers.Run(read, cancellationToken);
        }
        finally
        {
            database.Leave();
        }
    }

    private T Read<T>(string tenant, Func<SqliteReader, long, T> read, T nothing, CancellationToken cancellationToken)
    {
        var database = Enter();
        try
        {
            return database.Readers.Run(
                reader => database.KeyOf(tenant, reader) is { } key ? read(reader, key) : nothing, cancellationToken);
        }
        finally
        {
            database.Leave();
        }
    }

    /// <summary>The file that counts now, held until it is left.</summary>
    private IndexDatabase Enter()
    {
        while (true)
        {
            var database = _database;
            if (database.TryEnter()) return database;
        }
    }
}
