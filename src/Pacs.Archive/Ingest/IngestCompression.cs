using System.Buffers.Binary;
using Pacs.Archive.Retrieve;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Pixels;
using Pacs.Dicom.Transfer;
using Pacs.Files;
using Pacs.Imaging.Transcoding;

namespace Pacs.Archive.Ingest;

/// <summary>
/// Compresses instances between receiving and storing, where a rule says so:
/// <list type="number">
/// <item>the data set is compressed into a body of its own, whose meta information holds the digest of what came;</item>
/// <item>that body is read back and decoded, and must be what came, byte for byte, but for how sequences are delimited;</item>
/// <item>it is stored instead. Whatever goes wrong before, the instance is stored as it came.</item>
/// </list>
/// Nothing is in the log before, and nothing changes behind: a crash leaves the sender without an answer, and that is all.
/// </summary>
internal sealed class IngestCompression(SegmentStore store, TagSet wanted, IReadOnlyList<CompressionRule> rules) : IDisposable
{
    /// <summary>A signature was made over the bytes that came (PS3.15 Annex C).</summary>
    private static readonly TagSet Signatures = TagSet.Of(Tags.MACParametersSequence, Tags.DigitalSignaturesSequence);

    private readonly SemaphoreSlim _places = new(Environment.ProcessorCount);
    private readonly Lock _counting = new();
    private CompressionState _state = new(0, 0, 0, 0, null);

    /// <summary>Null when there are no rules.</summary>
    public CompressionState? State => rules.Count == 0 ? null : _state;

    /// <summary>The instance compressed, its caller's to dispose; null when it is to be stored as it came.</summary>
    public async Task<CompressedInstance?> TryCompressAsync(InstanceArrival arrival, DataSet header, IncomingBody received)
    {
        if (arrival.TransferSyntax.IsEncapsulated || arrival.TransferSyntax.IsDeflated) return null;
        if (rules.FirstOrDefault(rule => rule.Covers(arrival, header, received.Length)) is not { } rule) return null;

        await _places.WaitAsync(); // as many as there are processors: the others wait without a thread
        try
        {
            return await Task.Run(() => CompressAsync(arrival, rule.Syntax, received));
        }
        catch (Exception e) when (e is DicomFormatException or IOException or UnauthorizedAccessException)
        {
            // The last where there is no folder for temporary files.
            lock (_counting) _state = _state with { AsReceived = _state.AsReceived + 1, Trouble = e.Message };
            return null;
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    /// <summary>Null for what is no image, and for what would not become shorter.</summary>
    private async Task<CompressedInstance?> CompressAsync(InstanceArrival arrival, TransferSyntax syntax, IncomingBody received)
    {
        var original = await DataSetInAsync(received);
        if (!IsImage(original) || IsSigned(original)) return null;

        var compressed = store.NewBody();
        try
        {
            Write(arrival, syntax, original, received.Digest, compressed);
            if (compressed.Length >= received.Length)
            {
                compressed.Dispose();
                return null;
            }

            var result = await DataSetInAsync(compressed);
            if (!TranscodingProof.Holds(original, result)) throw new DicomFormatException("Decoded again it would not be what came.");

            await using var dataSet = result.Open();
            var header = DataSetParser.Read(dataSet, syntax, InstanceHeader.Stored(wanted));
            Count(received.Length, compressed.Length);
            return new CompressedInstance(compressed, syntax, header);
        }
        catch
        {
            compressed.Dispose();
            throw;
        }
    }

    private static void Write(InstanceArrival arrival, TransferSyntax syntax, StoredDataSet original, UInt128 digest, IncomingBody to)
    {
        var note = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(note, digest);
        (InstanceIngest.MetaInformationOf(arrival) with { TransferSyntax = syntax, OwnInformation = note }).Write(to);
        using var dataSet = Transcoder.OpenRead(original, syntax, isWhole: true);
        while (dataSet.Read(to.GetSpan()) is > 0 and var count) to.Advance(count);
    }

    private static bool IsImage(StoredDataSet original)
    {
        using var dataSet = original.Open();
        return FrameTable.Read(dataSet, original.Syntax).Flaw is null;
    }

    private static bool IsSigned(StoredDataSet original)
    {
        using var dataSet = original.Open();
        var found = DataSetParser.Read(dataSet, original.Syntax, new ParsingBounds { StopAt = null, Wanted = Signatures });
        return Signatures.Any(found.Contains);
    }

    private static async Task<StoredDataSet> DataSetInAsync(IncomingBody body)
    {
        await using var file = body.OpenRead();
        var content = await Part10Reader.ReadAsync(file, CancellationToken.None);
        return new StoredDataSet(content.TransferSyntax, Open, range => new RangeStream(Open(), range.Offset, range.Length, isVerified: false));

        Stream Open()
        {
            var dataSet = body.OpenRead();
            dataSet.Position = content.DataSetOffset;
            return dataSet;
        }
    }

    private void Count(long before, long after)
    {
        lock (_counting)
        {
            _state = _state with
            {
                Compressed = _state.Compressed + 1,
                BytesBefore = _state.BytesBefore + before,
                BytesAfter = _state.BytesAfter + after,
            };
        }
    }
}
