using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Pixels;
using Pacs.Dicom.Transfer;

namespace Pacs.Imaging.Transcoding;

/// <summary>The attributes of a data set, and its frames as they are wanted.</summary>
internal sealed class StoredImage
{
    /// <summary>Everything but the pixels.</summary>
    private static readonly ParsingBounds AllButPixels = new() { StopAt = null, LongestBinary = uint.MaxValue };

    /// <summary>What offsets pointed at is no more.</summary>
    private static readonly Tag[] OffsetTables = [Tags.ExtendedOffsetTable, Tags.ExtendedOffsetTableLengths];

    private readonly StoredDataSet _stored;
    private readonly FrameTable? _frames;
    private readonly FrameTranscoder? _transcoder;

    private StoredImage(StoredDataSet stored, DataSet attributes, FrameTable? frames, FrameTranscoder? transcoder)
    {
        _stored = stored;
        Attributes = attributes;
        _frames = frames;
        _transcoder = transcoder;
    }

    /// <summary>All but Pixel Data and tables of offsets into it. Its caller's to change.</summary>
    public DataSet Attributes { get; }

    /// <summary>What its samples are; null when it has no pixel data.</summary>
    public PixelFormat? Native => _transcoder?.Native;

    /// <summary>What the data set says of the frames that are wanted; null when it has no pixel data.</summary>
    public PixelFormat? Format => _transcoder?.Format;

    public int FrameCount => _frames?.Count ?? 0;

    /// <param name="stored">What is read.</param>
    /// <param name="wanted">What its frames shall be; a native one: samples, pixel by pixel, none shared.</param>
    /// <param name="isLossy">True when samples may be a little different.</param>
    /// <exception cref="DicomFormatException">Its frames cannot be had so: the message says why.</exception>
    public static StoredImage Read(StoredDataSet stored, TransferSyntax wanted, bool isLossy)
    {
        DataSet attributes;
        using (var dataSet = stored.Open()) attributes = DataSetParser.Read(dataSet, stored.Syntax, AllButPixels);

        foreach (var tag in OffsetTables) attributes.Remove(tag);
        if (attributes.Contains(Tags.FloatPixelData) || attributes.Contains(Tags.DoubleFloatPixelData))
        {
            throw new DicomFormatException("Its pixels are floating point numbers, which are not compressed.");
        }

        var hasPixels = attributes.Remove(Tags.PixelData);
        if (HasFragments(attributes)) throw new DicomFormatException("It has compressed pixels in a sequence, which are not decoded.");
        if (!hasPixels) return new StoredImage(stored, attributes, null, null);
        if (!FrameTranscoder.TryCreate(attributes, stored.Syntax, wanted, isLossy, out var transcoder, out var refusal))
        {
            throw new DicomFormatException(refusal);
        }

        using var again = stored.Open();
        var frames = FrameTable.Read(again, stored.Syntax);
        if (frames.Flaw is { } flaw) throw new DicomFormatException($"It cannot be decoded: {flaw}.");

        var announced = Math.Max(1, attributes.GetInt32(Tags.NumberOfFrames) ?? 1);
        return frames.Count == announced
            ? new StoredImage(stored, attributes, frames, transcoder)
            : throw new DicomFormatException($"It has {frames.Count} frames where it says {announced}.");
    }

    /// <summary>A frame as it is wanted. Several threads may ask.</summary>
    /// <exception cref="DicomFormatException">It cannot be had so: the message says why.</exception>
    public byte[] ReadFrame(int frame)
    {
        if (_frames is null || _transcoder is null) throw new InvalidOperationException("There are no frames.");

        return _transcoder.Transcode(_frames.ReadFrame(frame, _stored.OpenRange));
    }

    private static bool HasFragments(DataSet dataSet)
    {
        foreach (var element in dataSet)
        {
            if (element.Fragments is not null || (element.Items?.Any(HasFragments) ?? false)) return true;
        }

        return false;
    }
}
