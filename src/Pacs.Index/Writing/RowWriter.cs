using Pacs.Index.Model;
using Pacs.Index.Promoting;
using Pacs.Index.Searching;
using Pacs.Index.Sqlite;

namespace Pacs.Index.Writing;

/// <summary>
/// Applies instances to the tables, within a transaction that its owner begins and ends. Which version of an instance
/// is current follows from what is held and what comes, so that the log, read again, gives the same.
/// </summary>
internal sealed class RowWriter(Statements statements, PromotionWriter promotions)
{
    /// <summary>Some tens of megabytes; after that the memory begins anew.</summary>
    private const int MaxRemembered = 10_000;

    private readonly Dictionary<string, TenantEntry> _tenants = new(StringComparer.Ordinal);
    private readonly HashSet<SeriesEntry> _countedSeries = [];
    private readonly HashSet<StudyEntry> _countedStudies = [];
    private readonly HashSet<PatientEntry> _countedPatients = [];
    private readonly HashSet<StudyEntry> _relistedStudies = [];
    private int _remembered;

    public RecentSeries Recent { get; } = new();

    /// <summary>
    /// 1. An instance of a known series is inserted at once; when its UID is held already, see <see cref="Meet"/>.
    /// 2. Before rows are made for a new series the UID is looked up, so that no series is left without an instance.
    /// 3. What the instance says of its series, study and patient fills what they do not have yet.
    /// </summary>
    public IndexOutcome Apply(InstanceRows rows)
    {
        var tenant = TenantOf(rows.Instance.Tenant);
        var series = FindSeries(tenant, rows);
        if (series is null)
        {
            if (FindHeld(tenant, rows) is { } held) return Meet(held, tenant, rows);
            series = AddSeries(tenant, rows);
        }

        if (!TryInsert(tenant, series, rows))
        {
            return Meet(FindHeld(tenant, rows) ?? throw Broken("An instance is neither new nor held."), tenant, rows);
        }

        Recent.Enter(rows.Instance.Tenant, rows.SeriesInstanceUid, rows.Instance.SopInstanceUid);
        Count(tenant, series, rows.Instance);
        return Fill(series, rows) ? IndexOutcome.StoredUnderOtherPatient : IndexOutcome.Stored;
    }

    /// <summary>
    /// Writes the counts and lists of the rows that the transaction touched, each once however many instances came.
    /// </summary>
    public void Flush()
    {
        foreach (var series in _countedSeries)
        {
            statements.CountSeries.Execute(series.Key, (long)series.NewInstances);
            series.NewInstances = 0;
        }

        foreach (var study in _countedStudies)
        {
            statements.CountStudy.Execute(study.Key, (long)study.NewSeries, (long)study.NewInstances);
            study.NewSeries = study.NewInstances = 0;
        }

        foreach (var patient in _countedPatients)
        {
            statements.CountPatient.Execute(
                patient.Key, (long)patient.NewStudies, (long)patient.NewSeries, (long)patient.NewInstances);
            patient.NewStudies = patient.NewSeries = patient.NewInstances = 0;
        }

        foreach (var study in _relistedStudies)
        {
            statements.SetLists.Execute(study.Key, study.Modalities.ToString(), study.SopClasses.ToString());
        }

        foreach (var tenant in _tenants.Values.Where(tenant => tenant.NewInstances > 0))
        {
            statements.CountTenant.Execute(
                tenant.Key,
                (long)tenant.NewPatients,
                (long)tenant.NewStudies,
                (long)tenant.NewSeries,
                (long)tenant.NewInstances);
            tenant.NewPatients = tenant.NewStudies = tenant.NewSeries = tenant.NewInstances = 0;
        }

        ForgetTouched();
        if (_remembered > MaxRemembered) Forget();
    }

    /// <summary>Forgets what it remembers of the tables: after a rollback it may not be so.</summary>
    public void Forget()
    {
        ForgetTouched();
        _tenants.Clear();
        _remembered = 0;
    }

    private void ForgetTouched()
    {
        _countedSeries.Clear();
        _countedStudies.Clear();
        _countedPatients.Clear();
        _relistedStudies.Clear();
    }

    /// <summary>
    /// The SOP Instance UID is held. The same member of the log again, or the same bytes, change nothing. Under another
    /// study or series, or from another source, the first stays current. From the same source the later in the log is
    /// current.
    /// </summary>
    private IndexOutcome Meet(HeldRow held, TenantEntry tenant, InstanceRows rows)
    {
        var instance = rows.Instance;
        Recent.Forget(instance.Tenant, rows.SeriesInstanceUid);
        if (held.Location == instance.Location || IsKnownVersion(instance.Location)) return IndexOutcome.Duplicate;

        if (held.Digest.AsSpan().SequenceEqual(rows.Digest))
        {
            Record(VersionReason.Duplicate, tenant, rows);
            return IndexOutcome.Duplicate;
        }

        if (held.StudyInstanceUid != rows.StudyInstanceUid || held.SeriesInstanceUid != rows.SeriesInstanceUid)
        {
            Record(VersionReason.OtherSeries, tenant, rows);
            return IndexOutcome.KeptAsideOtherSeries;
        }

        if (held.SourceAeTitle != instance.SourceAeTitle)
        {
            Record(VersionReason.OtherSource, tenant, rows);
            return IndexOutcome.KeptAside;
        }

        var isEarlier = (LogTime.Of(instance.ReceivedAt), instance.Location).CompareTo((held.ReceivedAt, held.Location)) < 0;
        if (isEarlier)
        {
            Record(VersionReason.Superseded, tenant, rows);
            return IndexOutcome.Replaced;
        }

        Replace(held, tenant, rows);
        return IndexOutcome.Replaced;
    }

    private void Replace(HeldRow held, TenantEntry tenant, InstanceRows rows)
    {
        statements.InsertVersion.ExecuteKey(
            tenant.Key, (long)VersionReason.Superseded, held.StudyInstanceUid, held.SeriesInstanceUid,
            rows.Instance.SopInstanceUid, held.SopClassUid, held.TransferSyntaxUid,
            (long)held.Location.Shard, (long)held.Location.Segment, held.Location.Offset, held.Location.Length,
            held.Digest, held.SourceAeTitle, held.ReceivedAt);
        statements.ReplaceInstance.Execute([held.Key, .. BodyOf(rows)]);
        promotions.Replace(held.Key, rows.Promoted);

        var series = FindSeries(tenant, rows) ?? throw Broken("An instance is held without its series.");
        if (held.SopClassUid != rows.Instance.SopClassUid)
        {
            using var classes = statements.SopClassesOf.Query(series.Study.Key);
            var found = new List<string>();
            while (classes.Read()) found.Add(classes.GetString(0));
            series.Study.SopClasses = new ListColumn(found);
            _relistedStudies.Add(series.Study);
        }

        Fill(series, rows);
    }

    private TenantEntry TenantOf(string name)
    {
        if (_tenants.TryGetValue(name, out var known)) return known;

        var key = statements.FindTenant.ExecuteKey(name) ?? statements.InsertTenant.ExecuteKey(name, 0L, 0L, 0L, 0L)
            ?? throw Broken("A tenant is neither new nor held.");
        return _tenants[name] = new TenantEntry(key);
    }

    private SeriesEntry? FindSeries(TenantEntry tenant, InstanceRows rows)
    {
        if (FindStudy(tenant, rows.StudyInstanceUid) is not { } study) return null;
        if (study.Find(rows.SeriesInstanceUid) is { } known) return known;

        using var row = statements.FindSeries.Query(tenant.Key, rows.SeriesInstanceUid, study.Key);
        if (!row.Read()) return null;

        return Remember(rows.SeriesInstanceUid, new SeriesEntry(row.GetInt64(0), study, row.GetBytes(1)));
    }

    private StudyEntry? FindStudy(TenantEntry tenant, string studyInstanceUid)
    {
        if (tenant.FindStudy(studyInstanceUid) is { } known) return known;

        using var row = statements.FindStudy.Query(tenant.Key, studyInstanceUid);
        if (!row.Read()) return null;

        var patient = tenant.FindPatient(row.GetInt64(4));
        if (patient is null)
        {
            patient = new PatientEntry(
                row.GetInt64(4), tenant.Key, row.GetString(5), row.GetString(6), row.GetBytes(7));
            tenant.Remember(patient);
        }

        return Remember(tenant, studyInstanceUid, new StudyEntry(
            row.GetInt64(0), patient, row.GetString(1), row.GetString(2), row.GetBytes(3)));
    }

    private SeriesEntry AddSeries(TenantEntry tenant, InstanceRows rows)
    {
        var study = FindStudy(tenant, rows.StudyInstanceUid) ?? AddStudy(tenant, rows);
        var key = statements.InsertSeries.ExecuteKey(
            [tenant.Key, study.Key, rows.SeriesInstanceUid, 0L, rows.Series.Attributes, .. rows.Series.Columns])
            ?? throw Broken("A series is neither new nor held.");
        EnterText(QueryLevel.Series, key, rows.Series);

        Recent.Begin(rows.Instance.Tenant, rows.SeriesInstanceUid);
        study.NewSeries++;
        study.Patient.NewSeries++;
        tenant.NewSeries++;
        List(study, rows.Series.Modalities);
        return Remember(rows.SeriesInstanceUid, new SeriesEntry(key, study, rows.Series.Attributes));
    }

    private StudyEntry AddStudy(TenantEntry tenant, InstanceRows rows)
    {
        var patient = PatientOf(tenant, rows);
        var key = statements.InsertStudy.ExecuteKey(
        [
            tenant.Key, rows.StudyInstanceUid, patient.Key, "", "", 0L, 0L,
            rows.Study.Attributes, .. rows.Study.Columns,
        ])
            ?? throw Broken("A study is neither new nor held.");
        EnterText(QueryLevel.Study, key, rows.Study);

        patient.NewStudies++;
        tenant.NewStudies++;
        return Remember(tenant, rows.StudyInstanceUid, new StudyEntry(key, patient, "", "", rows.Study.Attributes));
    }

    private PatientEntry PatientOf(TenantEntry tenant, InstanceRows rows)
    {
        var loneStudy = rows.PatientId.Length == 0 ? rows.StudyInstanceUid : "";
        object?[] identity = [tenant.Key, rows.PatientId, rows.Issuer, loneStudy];
        using (var row = statements.FindPatient.Query(identity))
        {
            if (row.Read())
            {
                if (tenant.FindPatient(row.GetInt64(0)) is { } known) return known;

                var held = new PatientEntry(
                    row.GetInt64(0), tenant.Key, rows.PatientId, rows.Issuer, row.GetBytes(1));
                tenant.Remember(held);
                return held;
            }
        }

        var key = statements.InsertPatient.ExecuteKey(
            [.. identity, 0L, 0L, 0L, rows.Patient.Attributes, .. rows.Patient.Columns])
            ?? throw Broken("A patient is neither new nor held.");
        EnterText(QueryLevel.Patient, key, rows.Patient);

        tenant.NewPatients++;
        var added = new PatientEntry(key, tenant.Key, rows.PatientId, rows.Issuer, rows.Patient.Attributes);
        tenant.Remember(added);
        return added;
    }

    private bool TryInsert(TenantEntry tenant, SeriesEntry series, InstanceRows rows)
    {
        var key = statements.InsertInstance.ExecuteKey(
            [tenant.Key, series.Key, rows.Instance.SopInstanceUid, .. BodyOf(rows)]);
        if (key is { } instance) promotions.Enter(instance, rows.Promoted);
        return key is not null;
    }

    private void Count(TenantEntry tenant, SeriesEntry series, IndexedInstance instance)
    {
        var study = series.Study;
        series.NewInstances++;
        study.NewInstances++;
        study.Patient.NewInstances++;
        tenant.NewInstances++;
        _countedSeries.Add(series);
        _countedStudies.Add(study);
        _countedPatients.Add(study.Patient);
        if (study.SopClasses.Add(instance.SopClassUid)) _relistedStudies.Add(study);
    }

    /// <summary>
    /// Fills what series, study and patient lack. True when the study is another patient's, which is recorded.
    /// </summary>
    private bool Fill(SeriesEntry series, InstanceRows rows)
    {
        var study = series.Study;
        Fill(QueryLevel.Series, series.Key, series.Attributes, rows.Series, study);
        Fill(QueryLevel.Study, study.Key, study.Attributes, rows.Study, study);
        if (!study.Patient.IsContradictedBy(rows.PatientId, rows.Issuer))
        {
            Fill(QueryLevel.Patient, study.Patient.Key, study.Patient.Attributes, rows.Patient, study);
            return false;
        }

        var (instance, at) = (rows.Instance, rows.Instance.Location);
        statements.InsertConflict.ExecuteKey(
            study.Patient.Tenant, study.Key, rows.PatientId, rows.Issuer,
            rows.SeriesInstanceUid, instance.SopInstanceUid,
            (long)at.Shard, (long)at.Segment, at.Offset, at.Length,
            rows.Digest, instance.SourceAeTitle, LogTime.Of(instance.ReceivedAt));
        return true;
    }

    private void Fill(QueryLevel level, long key, HeldAttributes held, LevelRow incoming, StudyEntry study)
    {
        if (held.Fill(incoming.Attributes) is not { } filled) return;

        var row = LevelRow.Of(level, filled);
        statements.UpdateLevel[(int)level].Execute([key, row.Attributes, .. row.Columns]);
        EnterText(level, key, row);
        held.Replace(row.Attributes);
        if (level == QueryLevel.Series) List(study, row.Modalities);
    }

    private void List(StudyEntry study, IReadOnlyList<string> modalities)
    {
        foreach (var modality in modalities)
        {
            if (study.Modalities.Add(modality)) _relistedStudies.Add(study);
        }
    }

    private void EnterText(QueryLevel level, long key, LevelRow row)
    {
        if (row.Texts.Any(text => text is not null)) statements.UpsertText[(int)level]?.Execute([key, .. row.Texts]);
    }

    private HeldRow? FindHeld(TenantEntry tenant, InstanceRows rows)
    {
        using var row = statements.FindInstance.Query(tenant.Key, rows.Instance.SopInstanceUid);
        return row.Read() ? Read(row) : null;
    }

    private static HeldRow Read(StatementRows row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        new Location(row.GetInt32(5), row.GetInt32(6), row.GetInt64(7), row.GetInt64(8)),
        row.GetBytes(9),
        row.GetString(10),
        row.GetInt64(11));

    private bool IsKnownVersion(Location location) =>
        statements.FindVersion.ExecuteKey((long)location.Shard, (long)location.Segment, location.Offset) is not null;

    private void Record(VersionReason reason, TenantEntry tenant, InstanceRows rows)
    {
        var (instance, at) = (rows.Instance, rows.Instance.Location);
        statements.InsertVersion.ExecuteKey(
            tenant.Key, (long)reason, rows.StudyInstanceUid, rows.SeriesInstanceUid, instance.SopInstanceUid,
            instance.SopClassUid, instance.TransferSyntaxUid,
            (long)at.Shard, (long)at.Segment, at.Offset, at.Length,
            rows.Digest, instance.SourceAeTitle, LogTime.Of(instance.ReceivedAt));
    }

    /// <summary>The values of <see cref="Statements"/>' body columns.</summary>
    private static object?[] BodyOf(InstanceRows rows)
    {
        var (instance, at) = (rows.Instance, rows.Instance.Location);
        return
        [
            instance.SopClassUid, instance.TransferSyntaxUid,
            (long)at.Shard, (long)at.Segment, at.Offset, at.Length,
            rows.Digest, instance.SourceAeTitle, LogTime.Of(instance.ReceivedAt),
            .. rows.Image.Columns, rows.Image.Attributes,
        ];
    }

    private static InvalidOperationException Broken(string what) => new(what);

    private SeriesEntry Remember(string seriesInstanceUid, SeriesEntry series)
    {
        series.Study.Remember(seriesInstanceUid, series);
        _remembered++;
        return series;
    }

    private StudyEntry Remember(TenantEntry tenant, string studyInstanceUid, StudyEntry study)
    {
        tenant.Remember(studyInstanceUid, study);
        _remembered++;
        return study;
    }
}
