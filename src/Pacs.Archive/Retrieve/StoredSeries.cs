using Pacs.Dicom.Transfer;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Retrieve;

/// <summary>A series that is held, whose instances are read from the index as they are asked for.</summary>
public sealed class StoredSeries
{
    /// <summary>Small at first, so that the first instance is on its way at once.</summary>
    private const int FirstPage = 16, LaterPage = 256;

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
    public ContentVersion ReadVersion() => ContentVersion.Of(_index.ReadRevision([_held]));

    /// <summary>
    /// The instances in the order in which they came, a page of the index at a time: however many they are, few are in
    /// memory, and the first does not wait for the last.
    /// </summary>
    /// <param name="version">Given at the end what was really read, if anybody wants to know: instances may come and go meanwhile.</param>
    public IEnumerable<StoredInstance> ReadInstances(Action<ContentVersion>? version = null)
    {
        var revision = new RevisionHash();
        var size = FirstPage;
        var last = 0L;
        while (true)
        {
            var page = _index.ReadInstances(_held, last, size);
            foreach (var (key, instance) in page)
            {
                revision.Add(instance.Digest, instance.ReceivedAt);
                yield return new StoredInstance(_store, _index, instance, Tenant);
                last = key;
            }

            if (page.Count < size) break;
            size = LaterPage;
        }

        version?.Invoke(ContentVersion.Of(revision.Revision));
    }

    /// <summary>What several series, those of a study, consist of now.</summary>
    internal static ContentVersion VersionOf(ArchiveIndex index, IEnumerable<StoredSeries> series) =>
        ContentVersion.Of(index.ReadRevision(series.Select(one => one._held)));

    internal static IReadOnlyList<TransferSyntax> SyntaxesOf(ArchiveIndex index, IEnumerable<StoredSeries> series) =>
        [.. index.ReadTransferSyntaxes(series.Select(one => one._held)).Select(TransferSyntax.Of)];
}
