using System.Runtime.CompilerServices;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Files;
using Pacs.Index;
using Pacs.Index.Searching;

namespace Pacs.Archive.Verification;

/// <summary>
/// Reads what is stored and holds it against the digests under which it was acknowledged. It changes nothing: damage is
/// reported, and stays where it is for a person to look at.
/// </summary>
public sealed class ArchiveVerification
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(5);

    private readonly SegmentStore _store;
    private readonly ArchiveIndex _index;
    private readonly VerificationFile _file;
    private readonly TimeProvider _clock;
    private int _isRunning;

    internal ArchiveVerification(SegmentStore store, ArchiveIndex index, string dataDirectory, TimeProvider clock)
    {
        _store = store;
        _index = index;
        _file = new VerificationFile(dataDirectory);
        _clock = clock;
        Last = _file.Read()?.Report;
    }

    /// <summary>The run over the whole log that is under way, or was the last; null when there was none.</summary>
    public VerificationReport? Last { get; private set; }

    /// <summary>
    /// Reports now and then, at each damage, and at the end. A run over the whole log that is stopped, by cancelling or a
    /// power loss, goes on from there the next time.
    /// </summary>
    /// <exception cref="IOException">Another run over the whole log is under way, or how far this one is cannot be written down.</exception>
    public IAsyncEnumerable<VerificationReport> RunAsync(VerificationScope scope, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scope.BytesPerSecond);
        return scope.StudyInstanceUid is { } study
            ? RunStudyAsync(study, scope.BytesPerSecond, cancellationToken)
            : RunLogAsync(scope, cancellationToken);
    }

    private async IAsyncEnumerable<VerificationReport> RunLogAsync(
        VerificationScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isRunning, 1) != 0) throw new IOException("a verification is under way already.");

        var state = StateToBeginWith(scope);
        try
        {
            var pace = new Pace(scope.BytesPerSecond, _clock);
            var (reported, saved) = (_clock.GetTimestamp(), _clock.GetTimestamp());
            await foreach (var next in StepsAsync(state, cancellationToken))
            {
                var bytes = next.Report.Bytes - state.Report.Bytes;
                var isNews = next.Report.Damaged > state.Report.Damaged || _clock.GetElapsedTime(reported) >= ReportInterval;
                state = next;
                Last = state.Report;
                if (_clock.GetElapsedTime(saved) >= SaveInterval)
                {
                    _file.Write(state);
                    saved = _clock.GetTimestamp();
                }

                if (isNews)
                {
                    yield return state.Report;
                    reported = _clock.GetTimestamp();
                }

                await pace.HoldAsync(bytes, cancellationToken);
            }

            Last = state.Report with { FinishedAt = _clock.GetUtcNow(), TotalBytes = state.Report.Bytes };
            state = new VerificationState { Report = Last };
            yield return Last;
        }
        finally
        {
            _file.Write(state);
            Volatile.Write(ref _isRunning, 0);
        }
    }

    private VerificationState StateToBeginWith(VerificationScope scope)
    {
        if (!scope.FromStart && _file.Read() is { Report.FinishedAt: null } stopped) return stopped;

        var report = new VerificationReport { StartedAt = _clock.GetUtcNow() };
        return new VerificationState { Report = MissingSegments().Aggregate(report, (known, missing) => known.With(missing)) };
    }

    /// <summary>One step per entry of the log, on threads that may wait for the disk.</summary>
    private async IAsyncEnumerable<VerificationState> StepsAsync(
        VerificationState state, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = new SegmentId(state.Shard, state.Segment);
        var before = 0L;
        foreach (var segment in _store.Segments())
        {
            var offset = segment.Id == from ? state.Offset : 0;
            before += segment.Length;
            if (segment.Id.CompareTo(from) < 0) continue;

            var done = before - segment.Length;
            var total = _store.Segments().Sum(each => each.Length);
            using var entries = _store.ReadLog(segment.Id, offset).GetEnumerator();
            while (await MoveNextAsync(entries, segment.Id, cancellationToken))
            {
                var entry = entries.Current;
                var report = state.Report with
                {
                    Members = state.Report.Members + (entry is LogMember ? 1 : 0),
                    Bytes = done + entry.End,
                    TotalBytes = total,
                };
                state = new VerificationState
                {
                    Shard = segment.Id.Shard, Segment = segment.Id.Number, Offset = entry.End, Report = report.With(DamageIn(entry)),
                };
                yield return state;
            }
        }
    }

    /// <summary>False, too, for a segment that was rewritten and removed since it was listed: its copies are listed later.</summary>
    private async Task<bool> MoveNextAsync(IEnumerator<LogEntry> entries, SegmentId segment, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(entries.MoveNext, cancellationToken);
        }
        catch (FileNotFoundException) when (_index.AppliedPositions.Contains(new AppliedPosition(segment.Shard, segment.Number, AppliedPosition.Ended)))
        {
            return false;
        }
    }

    private async IAsyncEnumerable<VerificationReport> RunStudyAsync(
        string studyInstanceUid, long bytesPerSecond, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var keys = new DataSet();
        keys.Set(Tags.StudyInstanceUID, studyInstanceUid);
        var instances = new List<HeldInstance>();
        await foreach (var held in _index.LocateAsync(QueryLevel.Study, keys, ArchiveIndex.DefaultTenant, cancellationToken)) instances.Add(held);

        var pace = new Pace(bytesPerSecond, _clock);
        var report = new VerificationReport
        {
            StartedAt = _clock.GetUtcNow(), TotalBytes = instances.Sum(held => held.Location.Length),
        };
        var reported = _clock.GetTimestamp();
        foreach (var held in instances)
        {
            var damage = await Task.Run(() => DamageOf(held), cancellationToken);
            report = report with
            {
                Members = report.Members + (damage is null ? 1 : 0),
                Bytes = report.Bytes + held.Location.Length,
            };
            report = report.With(damage);
            if (damage is not null || _clock.GetElapsedTime(reported) >= ReportInterval)
            {
                yield return report;
                reported = _clock.GetTimestamp();
            }

            await pace.HoldAsync(held.Location.Length, cancellationToken);
        }

        yield return report with { FinishedAt = _clock.GetUtcNow() };
    }

    private Damage? DamageOf(HeldInstance held)
    {
        var at = held.Location;
        var entry = _store.Verify(MemberPlace.ExtentOf(at));
        return entry is LogMember member && member.Digest != held.Digest
            ? new Damage(at.Shard, at.Segment, member.Offset, $"Instance {held.SopInstanceUid} has another digest than the index knows.")
            : DamageIn(entry);
    }

    private static Damage? DamageIn(LogEntry entry) => entry is LogDamage damage
        ? new Damage(damage.Segment.Shard, damage.Segment.Number, damage.Offset, damage.Explanation)
        : null;

    /// <summary>What the index has read from and is not there any more.</summary>
    private IEnumerable<Damage> MissingSegments() => _index.AppliedPositions
        .Where(position => position.Offset != AppliedPosition.Ended)
        .ExceptBy(_store.Segments().Select(segment => segment.Id), position => new SegmentId(position.Shard, position.Segment))
        .Select(position => new Damage(position.Shard, position.Segment, 0, "The segment is missing."));
}
