using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Pacs.Dicom.DataSets;
using Pacs.Index.Model;
using Pacs.Index.Searching;
using Pacs.Index.Sqlite;
using Pacs.Index.Writing;

namespace Pacs.Index;

/// <content>What is asked of it. Every question is answered by the file that counts when it is asked.</content>
public sealed partial class ArchiveIndex
{
    /// <summary>Instances of a series: few at first, so that the first is on its way at once.</summary>
    private const int FirstPage = 16, LaterPage = 256;

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
    public HeldInstance? Find(string tenant, string sopInstanceUid)
    {
        var database = EnterUnkept();
        try
        {
            database.Writer.KeepPromise(tenant, sopInstanceUid);
            return database.Readers.Run(
                reader => database.KeyOf(tenant, reader) is { } key ? Locator.Find(reader, key, sopInstanceUid) : null,
                CancellationToken.None);
        }
        finally
        {
            database.Leave();
        }
    }

    /// <summary>
    /// True when it is known without looking that nothing is held under this SOP Instance UID in this series. False says
    /// nothing.
    /// </summary>
    public bool IsKnownToLack(string tenant, string seriesInstanceUid, string sopInstanceUid)
    {
        var writer = _database.Writer;

        // In this order: what is committed in between is among the recent before it is no longer promised.
        return !writer.IsPromised(tenant, sopInstanceUid) && writer.Recent.Lacks(tenant, seriesInstanceUid, sopInstanceUid);
    }

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

    /// <summary>The file that counts now, with all that was acknowledged before, held until it is left.</summary>
    private IndexDatabase Enter()
    {
        var database = EnterUnkept();
        database.Writer.KeepPromises();
        return database;
    }

    private IndexDatabase EnterUnkept()
    {
        while (true)
        {
            var database = _database;
            if (database.TryEnter()) return database;
        }
    }
}
