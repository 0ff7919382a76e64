using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;
using Pacs.Network.Messages;
using Pacs.Server.DicomWeb.Headers;

namespace Pacs.Server.DicomWeb.Storing;

/// <summary>
/// One instance put together from its metadata and the bulk data it refers to. Long values are not taken into memory: they are
/// put between the elements before and behind them when the data set is encoded.
/// </summary>
internal sealed class InstanceAssembly(DetachedDataSet instance, BulkSpool spool)
{
    /// <summary>A longer value is left in its file, unless it is within an item.</summary>
    private const int LongestInMemory = 1 << 20;

    /// <summary>Bytes of all values that are taken into memory: short ones, and those within items.</summary>
    private const int MaxInMemory = 64 << 20;

    /// <summary>(PS3.18 Table I.2-2) The transfer syntax is none the archive can put together.</summary>
    private const ushort TransferSyntaxNotSupported = 0xC122;

    private const uint UndefinedLength = 0xFFFF_FFFF;

    private readonly DataSet _dataSet = instance.DataSet;
    private readonly Dictionary<Tag, IReadOnlyList<BulkBody>> _long = [];
    private int _inMemory;

    public TransferSyntax TransferSyntax { get; private set; } = TransferSyntax.ExplicitVrLittleEndian;

    /// <summary>Finds what the instance refers to. The failure reason when that is not in the request or cannot be a value.</summary>
    public async Task<ushort?> AttachAsync(IReadOnlyDictionary<string, List<BulkPart>> parts, CancellationToken cancellationToken)
    {
        foreach (var value in instance.Detached)
        {
            if (!parts.TryGetValue(value.Uri, out var found) || value.Vr == Vr.SQ) return DimseStatus.CannotUnderstand.Code;

            var reason = value.Owner == _dataSet && value.Tag == Tags.PixelData && CompressedPixels.IsNamedBy(found[0].ContentType)
                ? await AttachPixelsAsync(found, cancellationToken)
                : await AttachValueAsync(value, found[0], cancellationToken);
            if (reason is not null) return reason;
        }

        return null;
    }

    /// <summary>The data set in Explicit VR Little Endian, its pixel data native or encapsulated as <see cref="TransferSyntax"/> says.</summary>
    public async IAsyncEnumerable<ReadOnlySequence<byte>> EncodeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = new DataSet();
        foreach (var element in _dataSet)
        {
            if (!_long.TryGetValue(element.Tag, out var bodies))
            {
                run.Set(element);
                continue;
            }

            yield return Encode(run);
            run = new DataSet();
            await foreach (var piece in EncodeLongAsync(element, bodies, cancellationToken)) yield return piece;
        }

        yield return Encode(run);
    }

    private async Task<ushort?> AttachValueAsync(DetachedValue value, BulkPart part, CancellationToken cancellationToken)
    {
        if (part.Body is not { } body) return DimseStatus.OutOfResources.Code;
        if (value.Tag == Tags.EncapsulatedDocument) DescribeDocument(part.ContentType, body.Length);
        if (part.ContentType?.TransferSyntax is { } syntax &&
            syntax is not (TransferSyntaxUids.ExplicitVRLittleEndian or TransferSyntaxUids.ImplicitVRLittleEndian or "*"))
        {
            return TransferSyntaxNotSupported; // values in another byte order, or deflated
        }

        if (value.Owner == _dataSet && body.Length > LongestInMemory && value.Vr.HasLongLength && body.Length < UndefinedLength - 1)
        {
            _long[value.Tag] = [body];
            return null;
        }

        var gathered = await RequestPieces.GatherAsync(
            spool.ReadAsync(body, cancellationToken), MaxInMemory - _inMemory, cancellationToken);
        if (gathered is not { } bytes) return DimseStatus.OutOfResources.Code;

        _inMemory += bytes.Length;
        value.Attach(bytes);
        return null;
    }

    /// <summary>One part per frame, each a compressed image; or one with a video.</summary>
    private async Task<ushort?> AttachPixelsAsync(List<BulkPart> frames, CancellationToken cancellationToken)
    {
        var bodies = new List<BulkBody>();
        foreach (var frame in frames)
        {
            if (frame.Body is not { } body) return DimseStatus.OutOfResources.Code;

            var start = await spool.ReadStartAsync(body, CompressedPixels.StartLength, cancellationToken);
            if (CompressedPixels.Read(frame.ContentType, start.Span) is not { } pixels) return TransferSyntaxNotSupported;

            TransferSyntax = TransferSyntax.Of(pixels.TransferSyntaxUid);
            pixels.Describe(_dataSet);
            bodies.Add(body.From(pixels.Offset, pixels.Length ?? long.MaxValue));
        }

        if (bodies.Exists(body => body.Length >= UndefinedLength - 1)) return DimseStatus.OutOfResources.Code;

        _dataSet.Set(new DataElement(Tags.PixelData, Vr.OB, ReadOnlyMemory<byte>.Empty));
        _long[Tags.PixelData] = bodies;
        return null;
    }

    /// <summary>What the standard wants said of a document, unless the metadata says it (PS3.3 §C.24.2).</summary>
    private void DescribeDocument(MediaType? mediaType, long length)
    {
        if (!_dataSet.Contains(Tags.EncapsulatedDocumentLength))
        {
            _dataSet.Set(Tags.EncapsulatedDocumentLength, (uint)Math.Min(length, uint.MaxValue));
        }

        if (_dataSet.GetString(Tags.MIMETypeOfEncapsulatedDocument) is null && mediaType is { Essence: not "application/octet-stream" } type)
        {
            _dataSet.Set(Tags.MIMETypeOfEncapsulatedDocument, Vr.LO, type.Essence);
        }
    }

    // native: header, value. Encapsulated: header of undefined length, an empty offset table, an item per frame, the end (PS3.5 §A.4)
    private async IAsyncEnumerable<ReadOnlySequence<byte>> EncodeLongAsync(
        DataElement element, IReadOnlyList<BulkBody> bodies, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isEncapsulated = TransferSyntax.IsEncapsulated && element.Tag == Tags.PixelData;
        if (isEncapsulated) yield return Sequence([.. Header(element, UndefinedLength), .. Item(Delimiter.Item, 0)]);
        foreach (var body in bodies)
        {
            var length = (uint)(body.Length + (body.Length & 1));
            yield return Sequence(isEncapsulated ? Item(Delimiter.Item, length) : Header(element, length));
            await foreach (var piece in spool.ReadAsync(body, cancellationToken)) yield return piece;
            if (length > body.Length) yield return Sequence([element.Vr.Padding]);
        }

        if (isEncapsulated) yield return Sequence(Item(Delimiter.SequenceDelimitation, 0));
    }

    private static ReadOnlySequence<byte> Encode(DataSet run) =>
        Sequence(DataSetWriter.ToArray(run, TransferSyntax.ExplicitVrLittleEndian));

    // group, element, two letters, two reserved bytes, 32-bit length (PS3.5 Table 7.1-1)
    private static byte[] Header(DataElement element, uint length)
    {
        var bytes = new byte[12];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, element.Tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), element.Tag.Element);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), (ushort)element.Vr);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), length);
        return bytes;
    }

    // FFFE, element, 32-bit length (PS3.5 Table 7.5-1)
    private static byte[] Item(Delimiter delimiter, uint length)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, 0xFFFE);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)delimiter);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), length);
        return bytes;
    }

    private static ReadOnlySequence<byte> Sequence(byte[] bytes) => new(bytes);

    private enum Delimiter : ushort
    {
        Item = 0xE000,
        SequenceDelimitation = 0xE0DD,
    }
}
