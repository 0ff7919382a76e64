using System.Diagnostics.CodeAnalysis;
using Pacs.Dicom;
using Pacs.Dicom.Pixels;
using Pacs.Dicom.Transfer;
using Pacs.Imaging.Transcoding;

namespace Pacs.Archive.Retrieve;

/// <summary>The frames of an instance.</summary>
public sealed class InstanceFrames
{
    private readonly StoredInstance _instance;

    internal InstanceFrames(StoredInstance instance, FrameTable table)
    {
        _instance = instance;
        Table = table;
    }

    public FrameTable Table { get; }

    /// <summary>
    /// A frame as it is stored, native samples in little endian byte order. Only what it lies in is read; where that is
    /// most of the instance, or the instance is short, all of it is, and verified.
    /// </summary>
    /// <param name="frame">From 0.</param>
    /// <exception cref="IOException">As from <see cref="StoredInstance.OpenDataSet()"/>.</exception>
    public Stream OpenRead(int frame) => Table.OpenRead(frame, _instance.OpenRange);

    /// <summary>What <see cref="OpenRead"/> opens, whole.</summary>
    /// <exception cref="DicomFormatException">The frame is longer than an array can be.</exception>
    internal byte[] Read(int frame) => Table.ReadFrame(frame, _instance.OpenRange);

    /// <summary>
    /// The same frames as something else, without loss; false, and the reason in words for the requester, when they cannot be had so.
    /// </summary>
    /// <param name="syntax">What they shall be; a native one: samples, little endian, pixel by pixel.</param>
    /// <param name="frames">Null when false.</param>
    /// <param name="refusal">Null when true.</param>
    /// <exception cref="IOException">The segment is missing, or cannot be read.</exception>
    /// <exception cref="DicomFormatException">The bytes are not those that were acknowledged.</exception>
    public bool TryConvert(
        TransferSyntax syntax, [NotNullWhen(true)] out ConvertedFrames? frames, [NotNullWhen(false)] out string? refusal)
    {
        frames = FrameTranscoder.TryCreate(_instance.ReadMetadata(), _instance.TransferSyntax, syntax, out var transcoder, out refusal)
            ? new ConvertedFrames(this, transcoder)
            : null;
        return frames is not null;
    }
}
