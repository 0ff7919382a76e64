using Pacs.Dicom;
using Pacs.Imaging.Transcoding;

namespace Pacs.Archive.Retrieve;

/// <summary>The frames of an instance, decoded or compressed anew as they are read.</summary>
public sealed class ConvertedFrames
{
    private readonly InstanceFrames _stored;
    private readonly FrameTranscoder _transcoder;

    internal ConvertedFrames(InstanceFrames stored, FrameTranscoder transcoder)
    {
        _stored = stored;
        _transcoder = transcoder;
    }

    /// <param name="frame">From 0.</param>
    /// <exception cref="IOException">As from <see cref="StoredInstance.OpenDataSet()"/>.</exception>
    /// <exception cref="DicomFormatException">The frame cannot be decoded: the message says why.</exception>
    public byte[] Read(int frame) => _transcoder.Transcode(_stored.Read(frame));
}
