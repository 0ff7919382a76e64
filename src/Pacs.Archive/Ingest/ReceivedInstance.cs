using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Ingest;

/// <summary>An instance that is here as a whole, in memory or aside on disk, and not yet the archive's.</summary>
public sealed class ReceivedInstance : IDisposable
{
    private readonly SegmentStore _store;
    private readonly ArchiveIndex _index;
    private readonly IngestCompression _compression;
    private readonly InstanceArrival _arrival;
    private readonly IncomingBody _body;
    private readonly DataSet _header;
    private readonly string? _syntaxError;

    internal ReceivedInstance(
        SegmentStore store,
        ArchiveIndex index,
        IngestCompression compression,
        InstanceArrival arrival,
        IncomingBody body,
        DataSet header,
        string? syntaxError)
    {
        _store = store;
        _index = index;
        _compression = compression;
        _arrival = arrival;
        _body = body;
        _header = header;
        _syntaxError = syntaxError;
    }

    /// <summary>The data set's own; null when it has none or was not read so far.</summary>
    public string? StudyInstanceUid => _header.GetString(Tags.StudyInstanceUID);

    /// <inheritdoc cref="StudyInstanceUid"/>
    public string? SeriesInstanceUid => _header.GetString(Tags.SeriesInstanceUID);

    /// <summary>
    /// Makes the instance the archive's: once this returns <see cref="IngestOutcome.Stored"/> or a like outcome, no power
    /// loss takes it away. It cannot be cancelled: past the append the sender's departure changes nothing.
    /// </summary>
    public async Task<IngestResult> StoreAsync()
    {
        if (_syntaxError is not null) return new IngestResult(IngestOutcome.Malformed, _syntaxError);
        if (InstanceHeader.RefusalOf(_header, _arrival) is { } refusal) return refusal;

        // Under another series the UID may be held all the same: the index finds out, and keeps this aside.
        var isNew = _index.IsKnownToLack(_arrival.Tenant, SeriesInstanceUid ?? "", _arrival.SopInstanceUid);
        var held = isNew ? null : Find();
        if (held is not null)
        {
            if (held.Digest == _body.Digest || ReceivedForm.IsOf(held, _body, _store, Find)) return new IngestResult(IngestOutcome.Duplicate);
            if (IsKeptAsideBeside(held)) return new IngestResult(IngestOutcome.KeptAside);
        }

        // What comes under a UID that is held stays as it came: which version is which, its bytes say.
        var compressed = held is null ? await _compression.TryCompressAsync(_arrival, _header, _body) : null;
        using var body = compressed?.Body;
        var (header, syntax) = compressed is null ? (_header, _arrival.TransferSyntax) : (compressed.Header, compressed.Syntax);
        var append = await _store.AppendAsync(
            key: InstanceHeader.ShardKeyOf(_header),
            name: InstanceHeader.MemberNameOf(_header),
            note: new MemberNote(_arrival.Tenant, _arrival.Source).ToString(),
            body ?? _body);
        if (append.Member is not { } member) return Refused(append.Failure);

        // Durable in the log: whatever happens to the sender now, the index must come to know it.
        var instance = InstanceHeader.ToIndex(header, syntax, member);
        var outcome = held is null ? await _index.AddNewAsync(instance) : await _index.AddAsync(instance, CancellationToken.None);
        return new IngestResult(outcome switch
        {
            IndexOutcome.Stored or IndexOutcome.StoredUnderOtherPatient => IngestOutcome.Stored,
            IndexOutcome.Duplicate => IngestOutcome.Duplicate,
            IndexOutcome.Replaced => IngestOutcome.Replaced,
            IndexOutcome.KeptAside or IndexOutcome.KeptAsideOtherSeries => IngestOutcome.KeptAside,
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        });
    }

    public void Dispose() => _body.Dispose();

    private HeldInstance? Find() => _index.Find(_arrival.Tenant, _arrival.SopInstanceUid);

    /// <summary>
    /// True when these very bytes lie beside the current version already and cannot take its place: a device that sends
    /// its version every night adds nothing. From the current version's own source they would be a new version.
    /// </summary>
    private bool IsKeptAsideBeside(HeldInstance current) =>
        (current.SourceAeTitle != _arrival.Source ||
            current.StudyInstanceUid != _header.GetString(Tags.StudyInstanceUID) ||
            current.SeriesInstanceUid != _header.GetString(Tags.SeriesInstanceUID)) &&
        _index.IsKeptAside(_arrival.Tenant, _arrival.SopInstanceUid, _body.Digest);

    private static IngestResult Refused(AppendFailure? failure) => new(
        failure?.Reason == AppendFailureReason.NoSpace ? IngestOutcome.NoSpace : IngestOutcome.StorageFailed, failure?.Explanation);
}
