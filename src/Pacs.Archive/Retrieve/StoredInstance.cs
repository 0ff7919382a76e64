using System.Buffers;
using System.IO.Compression;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Pixels;
using Pacs.Dicom.Transfer;
using Pacs.Files;
using Pacs.Imaging.Transcoding;
using Pacs.Index;

namespace Pacs.Archive.Retrieve;

/// <summary>An instance that can be fetched: what negotiation needs to know of it, and its bytes.</summary>
public sealed class StoredInstance
{
    /// <summary>More than the meta information that ingest writes can be: three UIDs, two short texts.</summary>
    private const int MetaInformationLength = 1024;

    /// <summary>What is read through in some milliseconds; the memory of most machines then holds it for the sending.</summary>
    private const long LongestVerifiedAhead = 16 << 20;

    /// <summary>So short that reading all of it for one of its frames is not noticed.</summary>
    private const long LongestVerifiedAlways = 1 << 20;

    /// <summary>A CT or MR image: a few of them in memory are not noticed.</summary>
    private const long LongestHeldAhead = 1 << 20;

    private const int BlockLength = 128 << 10;

    /// <summary>All that stands before the pixels of most images.</summary>
    private const int FrontLength = 8 << 10;

    private readonly SegmentStore _store;
    private readonly ArchiveIndex _index;
    private readonly HeldInstance _held;
    private readonly string _tenant;
    private HeldBody? _ahead;

    internal StoredInstance(SegmentStore store, ArchiveIndex index, HeldInstance held, string tenant)
    {
        _store = store;
        _index = index;
        _held = held;
        _tenant = tenant;
        TransferSyntax = TransferSyntax.Of(held.TransferSyntaxUid);
    }

    public string StudyInstanceUid => _held.StudyInstanceUid;

    public string SeriesInstanceUid => _held.SeriesInstanceUid;

    public string SopClassUid => _held.SopClassUid;

    public string SopInstanceUid => _held.SopInstanceUid;

    /// <summary>How the data set is stored, which is how it was received unless a rule had it compressed.</summary>
    public TransferSyntax TransferSyntax { get; }

    /// <summary>True when <see cref="OpenDataSet(TransferSyntax, bool)"/> may give it so; false: never, on this machine.</summary>
    public bool CanBeHadAs(TransferSyntax syntax) => Transcoder.CanMake(TransferSyntax, syntax);

    /// <summary>Bytes of the DICOM file that <see cref="OpenFile"/> reads.</summary>
    public long FileLength => _held.Location.Length;

    /// <summary>Of this one instance.</summary>
    public ContentVersion Version => ContentVersion.Of(new ContentRevision(_held.Digest, _held.ReceivedAt, 1));

    internal UInt128 Digest => _held.Digest;

    /// <summary>
    /// Reads the instance through, up to 16 MiB, for who must not find out half-way that it is damaged. A short one stays in
    /// memory for <see cref="OpenDataSet()"/>. What is longer is verified only as it is read.
    /// </summary>
    /// <exception cref="IOException">The segment is missing, or the bytes are not those that were acknowledged.</exception>
    public void VerifyAhead()
    {
        if (_held.Location.Length > LongestVerifiedAhead || Volatile.Read(ref _ahead) is not null) return;

        using var file = OpenFile();
        if (FileLength <= LongestHeldAhead)
        {
            Interlocked.Exchange(ref _ahead, Hold(file))?.Dispose();
            return;
        }

        var block = ArrayPool<byte>.Shared.Rent(BlockLength);
        try
        {
            while (file.Read(block) > 0)
            {
                // The stream does the rest.
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>
    /// Does at leisure what <see cref="VerifyAhead"/> will be asked for, if that is to stay in memory. Whatever is wrong is
    /// told then.
    /// </summary>
    public void ReadAhead()
    {
        if (FileLength > LongestHeldAhead) return;

        try
        {
            VerifyAhead();
        }
        catch (IOException)
        {
            // As said.
        }
    }

    /// <summary>The DICOM file (PS3.10): meta information, and the data set as it was received.</summary>
    /// <exception cref="IOException">As from <see cref="OpenDataSet()"/>.</exception>
    public Stream OpenFile() => WhereItLies(extent => _store.OpenVerified(extent, _held.Digest));

    /// <summary>Lets the disk begin with what <see cref="ReadMetadata"/> will read.</summary>
    public void ExpectMetadata()
    {
        try
        {
            _store.ExpectFront(MemberPlace.ExtentOf(_held.Location), FrontLength);
        }
        catch (IOException)
        {
            // Who reads it finds out, or finds it where it has moved to.
        }
    }

    /// <summary>All attributes but long binary values; those are <see cref="DataElement.IsLeftOut"/>. Not verified: that would take reading all.</summary>
    /// <exception cref="IOException">The segment is missing, or cannot be read.</exception>
    /// <exception cref="DicomFormatException">The bytes are not those that were acknowledged.</exception>
    public DataSet ReadMetadata() => ReadAttributes(ParsingBounds.Metadata);

    /// <summary>As <see cref="ReadMetadata"/>, those within some bounds.</summary>
    public DataSet ReadAttributes(ParsingBounds bounds)
    {
        using var file = WhereItLies(_store.OpenSkimmed);
        var front = ArrayPool<byte>.Shared.Rent(FrontLength);
        try
        {
            var read = front.AsMemory(0, file.ReadAtLeast(front.AsSpan(0, FrontLength), FrontLength, throwOnEndOfStream: false));
            return DataSetParser.Read(file, TransferSyntax, bounds, read[(int)DataSetOffset(read)..]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(front);
        }
    }

    /// <summary>Where a value lies, or null.</summary>
    /// <exception cref="IOException">The segment is missing, or cannot be read.</exception>
    /// <exception cref="DicomFormatException">The bytes are not those that were acknowledged.</exception>
    public ElementValue? FindValue(ElementPath path)
    {
        using var dataSet = WhereItLies(OpenUnverified);
        return ElementValue.Find(dataSet, TransferSyntax, path);
    }

    /// <summary>
    /// Some bytes of the data set, which is inflated if it is deflated. Verified where that takes no more than twice as much
    /// reading, or little.
    /// </summary>
    /// <exception cref="IOException">As from <see cref="OpenDataSet()"/>.</exception>
    public Stream OpenRange(ByteRange range)
    {
        if (TransferSyntax.IsDeflated)
        {
            var inflated = new DeflateStream(OpenDataSet(), CompressionMode.Decompress);
            return new RangeStream(inflated, range.Offset, range.Length, isVerified: true);
        }

        var isVerified = FileLength <= Math.Max(LongestVerifiedAlways, range.Length * 2);
        return new RangeStream(isVerified ? OpenDataSet() : WhereItLies(OpenUnverified), range.Offset, range.Length, isVerified);
    }

    internal FrameTable ReadFrameTable()
    {
        using var dataSet = WhereItLies(OpenUnverified);
        return FrameTable.Read(dataSet, TransferSyntax);
    }

    /// <summary>The data set as it was received, byte for byte.</summary>
    /// <exception cref="IOException">
    /// Also from reading: the segment is missing, or the bytes are not those that were acknowledged. The last of them are
    /// withheld then, so that nobody takes a damaged instance for a whole one.
    /// </exception>
    public Stream OpenDataSet() =>
        Interlocked.Exchange(ref _ahead, null) is { } held ? AtDataSet(held) : WhereItLies(Open);

    /// <summary>Between locating and opening, the segment may have been rewritten: then it lies elsewhere.</summary>
    private T WhereItLies<T>(Func<Extent, T> open)
    {
        try
        {
            return open(MemberPlace.ExtentOf(_held.Location));
        }
        catch (FileNotFoundException) when (MovedTo() is { } location)
        {
            return open(MemberPlace.ExtentOf(location));
        }
    }

    private Location? MovedTo() =>
        _index.Find(_tenant, SopInstanceUid) is { } held && held.Digest == _held.Digest && held.Location != _held.Location
            ? held.Location
            : null;

    private Stream Open(Extent extent) => AtDataSet(extent, () => _store.OpenVerified(extent, _held.Digest));

    private Stream OpenUnverified(Extent extent) => AtDataSet(extent, () => _store.OpenSkimmed(extent));

    private Stream AtDataSet(Extent extent, Func<Stream> open)
    {
        var offset = DataSetOffset(extent);
        var file = open();
        try
        {
            file.Position = offset;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private HeldBody AtDataSet(HeldBody body)
    {
        body.Position = DataSetOffset(body.GetBuffer().AsMemory(0, (int)Math.Min(body.Length, MetaInformationLength)));
        return body;
    }

    private HeldBody Hold(Stream file)
    {
        var length = (int)FileLength;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            file.ReadExactly(bytes, 0, length);
            return new HeldBody(bytes, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(bytes);
            throw;
        }
    }

    /// <summary>
    /// The data set in another transfer syntax, converted, its frames decoded and compressed anew without loss, while it is read. One
    /// whose frames are decoded is verified before its first byte is given.
    /// </summary>
    /// <param name="syntax">One in which it <see cref="CanBeHadAs"/>.</param>
    /// <param name="isWhole">
    /// True when nothing may be given of an image whose frames cannot all be decoded: that is found out before, up to 256 MiB of frames.
    /// </param>
    /// <exception cref="IOException">As from <see cref="OpenDataSet()"/>.</exception>
    /// <exception cref="DicomFormatException">Its frames cannot be decoded; also from reading, unless that was found out before.</exception>
    public Stream OpenDataSet(TransferSyntax syntax, bool isWhole)
    {
        if (syntax == TransferSyntax) return OpenDataSet();
        if (!TransferSyntax.IsEncapsulated && !syntax.IsEncapsulated) return DataSetConverter.OpenRead(OpenDataSet(), TransferSyntax, syntax);
        if (TransferSyntax.IsDeflated) return Transcoder.OpenRead(new StoredDataSet(TransferSyntax, OpenDataSet, OpenRange), syntax, isWhole);

        var all = new ByteRange(0, FileLength - WhereItLies(DataSetOffset));
        return Transcoder.OpenRead(new StoredDataSet(TransferSyntax, () => OpenRange(all), OpenRange), syntax, isWhole);
    }

    private long DataSetOffset(Extent extent)
    {
        var start = new byte[MetaInformationLength];
        return DataSetOffset(start.AsMemory(0, _store.Read(extent, 0, start)));
    }

    private long DataSetOffset(ReadOnlyMemory<byte> start) =>
        FileMetaInformation.TryRead(new ReadOnlySequence<byte>(start), out _, out var offset) == OperationStatus.Done
            ? offset
            : throw new DamagedBodyException($"Instance {SopInstanceUid} does not begin with its meta information.");
}
