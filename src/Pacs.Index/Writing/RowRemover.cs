using Microsoft.Data.Sqlite;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Model;
using Pacs.Index.Searching;
using Pacs.Index.Sqlite;

namespace Pacs.Index.Writing;

/// <summary>
/// Takes deleted bodies out of the tables, within a transaction that its owner begins and ends. Deletions are rare: what
/// the writer of rows remembers is written first and forgotten after.
/// </summary>
internal sealed class RowRemover(
    SqliteConnection connection, TextStatements text, Statements statements, RowWriter rows, DeadBodies dead) : IDisposable
{
    private readonly PreparedStatement _versionsOf = new(connection, """
        SELECT "Shard", "Segment", "Offset", "Length" FROM "InstanceVersion" WHERE "TenantKey" = @p0 AND "SopInstanceUid" = @p1
        """);

    private readonly PreparedStatement _deleteVersion = new(connection, """
        DELETE FROM "InstanceVersion" WHERE "Shard" = @p0 AND "Segment" = @p1 AND "Offset" = @p2
        """);

    private readonly PreparedStatement _deleteInstance =
        new(connection, """DELETE FROM "Instance" WHERE "Key" = @p0 RETURNING "SeriesKey" """);

    private readonly PreparedStatement _seriesOfInstance =
        new(connection, """SELECT "SeriesKey" FROM "Instance" WHERE "Key" = @p0""");

    private readonly PreparedStatement _series =
        new(connection, """SELECT "StudyKey", "NumberOfInstances" FROM "Series" WHERE "Key" = @p0""");

    private readonly PreparedStatement _study =
        new(connection, """SELECT "PatientKey", "NumberOfSeries" FROM "Study" WHERE "Key" = @p0""");

    private readonly PreparedStatement _patient =
        new(connection, """SELECT "NumberOfStudies" FROM "Patient" WHERE "Key" = @p0""");

    private readonly PreparedStatement _seriesOf =
        new(connection, """SELECT "Attributes" FROM "Series" WHERE "StudyKey" = @p0""");

    private readonly PreparedStatement _conflictsOf = new(connection, """
        SELECT "Key", "Shard", "Segment", "Offset", "Length" FROM "PatientConflict" WHERE "StudyKey" = @p0
        """);

    private readonly PreparedStatement _deleteConflict = new(connection, """DELETE FROM "PatientConflict" WHERE "Key" = @p0""");

    private readonly PreparedStatement _instancesOf = new(connection, """
        SELECT i."Key" FROM "Series" se JOIN "Instance" i ON i."SeriesKey" = se."Key" WHERE se."StudyKey" = @p0
        """);

    private readonly PreparedStatement _deleteConflictsOf =
        new(connection, """DELETE FROM "PatientConflict" WHERE "StudyKey" = @p0""");

    /// <summary>By level: what takes out a row, and its text.</summary>
    private readonly PreparedStatement[] _deleteRow = [.. Levels().Select(level => Delete(connection, level))];

    private readonly PreparedStatement?[] _deleteText =
    [
        .. Levels().Select(level => text.Delete(LevelTable.Of(level)) is { } sql ? new PreparedStatement(connection, sql) : null),
    ];

    private readonly LevelRenewal _renewal = new(connection, text, statements);

    /// <summary>
    /// 1. Nothing is changed when a body would be left that is neither doomed nor a survivor.
    /// 2. The doomed bodies' rows go, and survivors' rows that are not to be what they were.
    /// 3. Series, studies and patients are counted down and go when nothing is left of them.
    /// 4. A study of which it is in doubt whose it is now is taken out, to be entered anew.
    /// 5. The survivors are entered as if they had just come.
    /// 6. What was touched and is still there says only what those say that are left.
    /// </summary>
    public void Apply(RowRemoval change)
    {
        rows.Flush();
        rows.Forget();
        var removal = change.Removal;
        if (statements.FindTenant.ExecuteKey(removal.Tenant) is not { } tenant)
        {
            change.IsApplied = true;
            return;
        }

        var doomed = removal.Doomed.Select(version => version.Location).ToHashSet();
        var held = removal.Doomed.Select(version => version.SopInstanceUid).Distinct()
            .Select(uid => new Held(FindCurrent(tenant, uid), FindVersions(tenant, uid)))
            .ToList();
        var survivors = change.Survivors.Select(survivor => survivor.Instance.Location).ToHashSet();
        change.IsApplied = held.All(instance => !doomed.Contains(instance.Current.Location)
            || instance.Versions.All(version => doomed.Contains(version) || survivors.Contains(version)));
        if (!change.IsApplied) return;

        var removed = new Dictionary<long, long>(); // instances by series
        var touched = new Touched([], [], []);
        foreach (var instance in held)
        {
            foreach (var version in instance.Versions.Where(version => doomed.Contains(version) || survivors.Contains(version)))
            {
                _deleteVersion.Execute((long)version.Shard, (long)version.Segment, version.Offset);
                if (doomed.Contains(version)) dead.Add(version, isReturned: false);
            }

            if (!doomed.Contains(instance.Current.Location))
            {
                if (_seriesOfInstance.ExecuteKey(instance.Current.Key) is { } left) Touch(left, touched);
                continue;
            }

            var series = _deleteInstance.ExecuteKey(instance.Current.Key) ?? throw Broken("An instance is not where it was found.");
            removed[series] = removed.GetValueOrDefault(series) + 1;
            dead.Add(instance.Current.Location, isReturned: false);
        }

        var inDoubt = CountDown(tenant, removed, doomed, touched);
        Enter(tenant, change, inDoubt, touched);
        Renew(touched, change.Read);
    }

    public void Dispose()
    {
        PreparedStatement?[] all =
        [
            _versionsOf, _deleteVersion, _deleteInstance, _seriesOfInstance, _series, _study, _patient, _seriesOf,
            _conflictsOf, _deleteConflict, _instancesOf, _deleteConflictsOf, .. _deleteRow, .. _deleteText,
        ];
        foreach (var statement in all) statement?.Dispose();
        _renewal.Dispose();
    }

    private void Enter(long tenant, RowRemoval change, HashSet<long> inDoubt, Touched touched)
    {
        var entering = change.Survivors.ToList();
        foreach (var study in touched.Studies.ToList())
        {
            if (!inDoubt.Contains(study) && !_renewal.IsAnotherPatients(study, change.Read)) continue;

            entering.AddRange(TakeOut(tenant, study, change.Read, touched));
        }

        foreach (var survivor in entering.OrderBy(survivor => survivor.Instance.ReceivedAt)) rows.Apply(survivor);
        rows.Flush();
        rows.Forget();
        foreach (var (study, series) in entering.Select(entered => (entered.StudyInstanceUid, entered.SeriesInstanceUid)).Distinct())
        {
            if (statements.FindStudy.ExecuteKey(tenant, study) is not { } key) continue;
            if (statements.FindSeries.ExecuteKey(tenant, series, key) is { } found) Touch(found, touched);
        }
    }

    private void Touch(long series, Touched touched)
    {
        touched.Series.Add(series);
        touched.Studies.Add(Read(_series, series).Parent);
        touched.Patients.Add(Read(_study, Read(_series, series).Parent).Parent);
    }

    /// <summary>All of a study, in the order of the log; nothing, and it stays, when any of it cannot be read.</summary>
    private IReadOnlyList<InstanceRows> TakeOut(long tenant, long study, Func<Location, InstanceRows?> read, Touched touched)
    {
        var members = _renewal.ContributorsOf(QueryLevel.Study, study).Select(location => (location, Rows: read(location))).ToList();
        if (members.Exists(member => member.Rows is null)) return [];

        foreach (var (at, _) in members) _deleteVersion.Execute((long)at.Shard, (long)at.Segment, at.Offset);

        var instances = new List<long>();
        using (var instance = _instancesOf.Query(study))
        {
            while (instance.Read()) instances.Add(instance.GetInt64(0));
        }

        var removed = instances.GroupBy(key => _deleteInstance.ExecuteKey(key) ?? throw Broken("An instance is not where it was found."))
            .ToDictionary(series => series.Key, series => (long)series.Count());
        CountDown(tenant, removed, [], touched);
        return [.. members.Select(member => member.Rows).OfType<InstanceRows>()];
    }

    private void Renew(Touched touched, Func<Location, InstanceRows?> read)
    {
        foreach (var series in touched.Series) _renewal.Renew(QueryLevel.Series, series, read);
        foreach (var study in touched.Studies)
        {
            _renewal.Renew(QueryLevel.Study, study, read);
            SetLists(study);
        }

        foreach (var patient in touched.Patients) _renewal.Renew(QueryLevel.Patient, patient, read);
    }

    /// <summary>Adds to what was touched; gives the studies that are left and were recorded as another patient's, too.</summary>
    private HashSet<long> CountDown(
        long tenant, Dictionary<long, long> instancesBySeries, HashSet<Location> doomed, Touched touched)
    {
        var inDoubt = new HashSet<long>();
        var studies = new Dictionary<long, Fewer>();
        foreach (var (series, instances) in instancesBySeries)
        {
            statements.CountSeries.Execute(series, -instances);
            var (study, left) = Read(_series, series);
            if (left == 0) Remove(QueryLevel.Series, series);
            else touched.Series.Add(series);
            studies[study] = studies.GetValueOrDefault(study).And(0, left == 0 ? 1 : 0, instances);
        }

        var patients = new Dictionary<long, Fewer>();
        foreach (var (study, fewer) in studies)
        {
            statements.CountStudy.Execute(study, -fewer.Series, -fewer.Instances);
            var (patient, left) = Read(_study, study);
            patients[patient] = patients.GetValueOrDefault(patient).And(left == 0 ? 1 : 0, fewer.Series, fewer.Instances);
            if (left > 0)
            {
                touched.Studies.Add(study);
                if (RemoveConflicts(study, doomed)) inDoubt.Add(study);
                continue;
            }

            _deleteConflictsOf.Execute(study);
            Remove(QueryLevel.Study, study);
        }

        foreach (var (patient, fewer) in patients)
        {
            statements.CountPatient.Execute(patient, -fewer.Studies, -fewer.Series, -fewer.Instances);
            var isLast = _patient.ExecuteKey(patient) == 0;
            if (isLast) Remove(QueryLevel.Patient, patient);
            else touched.Patients.Add(patient);
            statements.CountTenant.Execute(tenant, isLast ? -1L : 0L, -fewer.Studies, -fewer.Series, -fewer.Instances);
        }

        return inDoubt;
    }

    private void SetLists(long study)
    {
        var modalities = new List<string>();
        using (var series = _seriesOf.Query(study))
        {
            while (series.Read())
            {
                modalities.AddRange(LevelAttributes.Decode(series.GetBytes(0))
                    .GetStrings(Tags.Modality).Where(modality => modality.Length > 0));
            }
        }

        var classes = new List<string>();
        using (var found = statements.SopClassesOf.Query(study))
        {
            while (found.Read()) classes.Add(found.GetString(0));
        }

        statements.SetLists.Execute(study, new ListColumn(modalities).ToString(), new ListColumn(classes).ToString());
    }

    /// <summary>Conflicts that a deleted body was the witness of go. True when the study had any.</summary>
    private bool RemoveConflicts(long study, HashSet<Location> doomed)
    {
        var hasAny = false;
        var witnessless = new List<long>();
        using (var conflict = _conflictsOf.Query(study))
        {
            while (conflict.Read())
            {
                hasAny = true;
                if (doomed.Contains(LocationAt(conflict, 1))) witnessless.Add(conflict.GetInt64(0));
            }
        }

        foreach (var conflict in witnessless) _deleteConflict.Execute(conflict);
        return hasAny;
    }

    private void Remove(QueryLevel level, long key)
    {
        _deleteText[(int)level]?.Execute(key);
        _deleteRow[(int)level].Execute(key);
    }

    private (long Key, Location Location) FindCurrent(long tenant, string sopInstanceUid)
    {
        using var row = statements.FindInstance.Query(tenant, sopInstanceUid);
        return row.Read() ? (row.GetInt64(0), LocationAt(row, 5)) : default;
    }

    private List<Location> FindVersions(long tenant, string sopInstanceUid)
    {
        var versions = new List<Location>();
        using var row = _versionsOf.Query(tenant, sopInstanceUid);
        while (row.Read()) versions.Add(LocationAt(row, 0));
        return versions;
    }

    private static (long Parent, long Left) Read(PreparedStatement statement, long key)
    {
        using var row = statement.Query(key);
        return row.Read() ? (row.GetInt64(0), row.GetInt64(1)) : throw Broken("A row is held without the one above it.");
    }

    private static Location LocationAt(StatementRows row, int column) =>
        new(row.GetInt32(column), row.GetInt32(column + 1), row.GetInt64(column + 2), row.GetInt64(column + 3));

    private static QueryLevel[] Levels() => [QueryLevel.Patient, QueryLevel.Study, QueryLevel.Series];

    private static PreparedStatement Delete(SqliteConnection connection, QueryLevel level) =>
        new(connection, $"""DELETE FROM "{LevelTable.Of(level).Name}" WHERE "Key" = @p0""");

    private static InvalidOperationException Broken(string what) => new(what);

    /// <summary>What is held under one SOP Instance UID. No body lies at the default location: its length would be 0.</summary>
    private readonly record struct Held((long Key, Location Location) Current, List<Location> Versions);

    /// <summary>Rows that lost something; some may be gone.</summary>
    private sealed record Touched(HashSet<long> Series, HashSet<long> Studies, HashSet<long> Patients);

    /// <summary>How much less there is now.</summary>
    private readonly record struct Fewer(long Studies, long Series, long Instances)
    {
        public Fewer And(long studies, long series, long instances) =>
            new(Studies + studies, Series + series, Instances + instances);
    }
}
