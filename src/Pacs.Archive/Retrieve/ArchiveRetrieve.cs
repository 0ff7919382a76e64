using Pacs.Archive.Query;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Transfer;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Retrieve;

/// <summary>Fetches what the archive holds (PS3.4 §C.4.2, §C.4.3).</summary>
public sealed class ArchiveRetrieve
{
    private readonly SegmentStore _store;
    private readonly ArchiveIndex _index;
    private readonly FrameTables _frames = new();

    internal ArchiveRetrieve(SegmentStore store, ArchiveIndex index)
    {
        _store = store;
        _index = index;
    }

    /// <summary>Why <paramref name="identifier"/> names nothing to retrieve, in words for the requester's operator, or null.</summary>
    public static string? RefusalOf(QueryRoot root, DataSet identifier) => UniqueKeys.RefusalOfRetrieve(root, identifier);

    /// <summary>
    /// The instances that the unique keys name, in the order in which they lie in the log, so that a series is read front
    /// to back.
    /// </summary>
    /// <param name="root">The information model.</param>
    /// <param name="identifier">An identifier that <see cref="RefusalOf"/> does not refuse.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<IReadOnlyList<StoredInstance>> LocateAsync(
        QueryRoot root, DataSet identifier, CancellationToken cancellationToken)
    {
        var level = UniqueKeys.LevelOf(root, identifier)
            ?? throw new ArgumentException("The identifier was refused.", nameof(identifier));

        var instances = new List<StoredInstance>();
        await foreach (var held in _index.LocateAsync(level, identifier, ArchiveIndex.DefaultTenant, cancellationToken))
        {
            instances.Add(new StoredInstance(_store, _index, held, ArchiveIndex.DefaultTenant));
        }

        return instances;
    }

    /// <summary>The series of a study, or the one named, in the order in which they came; none when they are not held.</summary>
    public IReadOnlyList<StoredSeries> FindSeries(string tenant, string study, string? series) =>
        [.. _index.ReadSeries(tenant, study, series).Select(held => new StoredSeries(_store, _index, held, tenant))];

    /// <summary>The instance, or null when it is not held under these UIDs.</summary>
    public StoredInstance? FindInstance(string tenant, string study, string series, string instance) =>
        _index.Find(tenant, instance) is { } held && held.StudyInstanceUid == study && held.SeriesInstanceUid == series
            ? new StoredInstance(_store, _index, held, tenant)
            : null;

    /// <summary>What these series together consist of now.</summary>
    public ContentVersion ReadVersion(IReadOnlyList<StoredSeries> series) => StoredSeries.VersionOf(_index, series);

    /// <summary>The encodings that instances of these series have.</summary>
    public IReadOnlyList<TransferSyntax> ReadSyntaxes(IReadOnlyList<StoredSeries> series) => StoredSeries.SyntaxesOf(_index, series);

    /// <summary>The frames of an instance; where they lie is looked up once.</summary>
    /// <exception cref="IOException">The segment is missing, or cannot be read.</exception>
    /// <exception cref="Pacs.Dicom.DicomFormatException">The bytes are not those that were acknowledged.</exception>
    public InstanceFrames ReadFrames(StoredInstance instance) =>
        new(instance, _frames.GetOrRead(instance.Digest, instance.ReadFrameTable));
}
