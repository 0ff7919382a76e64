using System.Buffers;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Json;
using Pacs.Dicom.Xml;
using Pacs.Network.Messages;
using Pacs.Server.DicomWeb.Multipart;

namespace Pacs.Server.DicomWeb.Storing;

/// <summary>
/// Instances that come as metadata and bulk data apart (PS3.18 §10.5.2, §8.6.1): what the metadata refers to by BulkDataURI is the
/// part with that Content-Location, or <c>cid:</c> and its Content-ID. Nothing else is ever looked up: a reference to anything outside the
/// request is that instance's failure.
/// </summary>
/// <param name="folder">Where bulk data is set aside until all of it is there.</param>
/// <param name="hasRoom">Whether the disk has room for so many bytes.</param>
internal sealed class MetadataInstances(string folder, Func<long, bool> hasRoom) : IAsyncDisposable
{
    public const string Json = "application/dicom+json";
    public const string Xml = "application/dicom+xml";

    /// <summary>Text that is read at once. It takes several times as much in memory.</summary>
    private const int MaxMetadata = 32 << 20;

    private readonly BulkSpool _spool = new(folder, hasRoom);
    private readonly Queue<DetachedDataSet> _instances = new();
    private readonly Dictionary<string, List<BulkPart>> _parts = new(StringComparer.Ordinal);
    private int _metadataLength;

    /// <exception cref="DicomFormatException">It is no such text.</exception>
    /// <exception cref="MetadataTooLongException">There is more of it than is read.</exception>
    public async Task AddMetadataAsync(
        string mediaType, IAsyncEnumerable<ReadOnlySequence<byte>> pieces, CancellationToken cancellationToken)
    {
        var text = await RequestPieces.GatherAsync(pieces, MaxMetadata - _metadataLength, cancellationToken)
            ?? throw new MetadataTooLongException($"The metadata of one request may have {MaxMetadata} bytes.");
        _metadataLength += text.Length;
        if (mediaType == Xml)
        {
            _instances.Enqueue(DicomXmlReader.Read(new MemoryStream(text.ToArray(), writable: false)));
            return;
        }

        foreach (var instance in DicomJsonReader.ReadAll(text)) _instances.Enqueue(instance);
    }

    public async Task AddBulkDataAsync(
        MultipartPart part, IAsyncEnumerable<ReadOnlySequence<byte>> pieces, CancellationToken cancellationToken)
    {
        var bulk = new BulkPart(part.ContentType, await _spool.AddAsync(pieces, cancellationToken));
        if (part.ContentLocation is { } location) Add(location);
        if (part.ContentId is { } id) Add($"cid:{id.Trim('<', '>')}");

        void Add(string name)
        {
            if (!_parts.TryGetValue(name, out var frames)) _parts.Add(name, frames = []);
            frames.Add(bulk);
        }
    }

    /// <summary>Puts the instances together and stores them.</summary>
    public async Task StoreAsync(StoreTransaction transaction, CancellationToken cancellationToken)
    {
        while (_instances.TryDequeue(out var instance)) // what it holds in memory goes with it
        {
            var dataSet = instance.DataSet;
            foreach (var tag in dataSet.Select(element => element.Tag).Where(tag => tag.Group <= 0x0002).ToList()) dataSet.Remove(tag);

            var sopClass = dataSet.GetString(Tags.SOPClassUID);
            var sopInstance = dataSet.GetString(Tags.SOPInstanceUID);
            var failure = new StoreResult
            {
                SopClassUid = sopClass,
                SopInstanceUid = sopInstance,
                FailureReason = DimseStatus.CannotUnderstand.Code,
            };
            if (sopClass is null || sopInstance is null)
            {
                transaction.AddFailure(failure);
                continue;
            }

            var assembly = new InstanceAssembly(instance, _spool);
            if (await assembly.AttachAsync(_parts, cancellationToken) is { } reason)
            {
                transaction.AddFailure(failure with { FailureReason = reason });
                continue;
            }

            await transaction.AddAsync(
                sopClass, sopInstance, assembly.TransferSyntax, assembly.EncodeAsync(cancellationToken), cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _spool.DisposeAsync();
}
