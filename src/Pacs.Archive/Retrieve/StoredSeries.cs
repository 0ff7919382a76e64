using Pacs.Dicom.Transfer;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Retrieve;

/// <summary>A series that is held, whose instances are read from the index as they are asked for.</summary>
public sealed class StoredSeries
{
    private readonly SegmentStore _store;
    private readonly ArchiveIndex _index;
    private readonly HeldSeries _held;

    internal StoredSeries(SegmentStore store, ArchiveIndex index, HeldSeries held, string tenant)
    {
        _store = store;
        _index = index;
        _held = held;
        Tenant = tenant;
    }

    public string Tenant { get; }

    public string StudyInstanceUid => _held.StudyInstanceUid;

    public string SeriesInstanceUid => _held.SeriesInstanceUid;

    /// <summary>What it consists of now.</summary>
    public ContentVersion ReadVersion() => VersionOf(_index, [this]);

    /// <summary>The instances in the order in which they came, read from the index as they are asked for.</summary>
    /// <param name="version">Given at the end what was really read, if anybody wants to know: instances may come and go meanwhile.</param>
    public IEnumerable<StoredInstance> ReadInstances(Action<ContentVersion>? version = null)
    {
        var revision = new RevisionHash();
        foreach (var instance in _index.ReadInstances(Tenant, _held))
        {
            revision.Add(instance.Digest, instance.ReceivedAt);
            yield return new StoredInstance(_store, _index, instance, Tenant);
        }

        version?.Invoke(ContentVersion.Of(revision.Revision));
    }

    /// <summary>What several series of one tenant, those of a study, consist of now.</summary>
    internal static ContentVersion VersionOf(ArchiveIndex index, IReadOnlyList<StoredSeries> series) =>
        ContentVersion.Of(index.ReadRevision(TenantOf(series), series.Select(one => one._held)));

    internal static IReadOnlyList<TransferSyntax> SyntaxesOf(ArchiveIndex index, IReadOnlyList<StoredSeries> series) =>
        [.. index.ReadTransferSyntaxes(TenantOf(series), series.Select(one => one._held)).Select(TransferSyntax.Of)];

    private static string TenantOf(IReadOnlyList<StoredSeries> series) =>
        series.Count > 0 ? series[0].Tenant : ArchiveIndex.DefaultTenant;
}
