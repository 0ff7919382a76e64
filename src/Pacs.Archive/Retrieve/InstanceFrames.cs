using Pacs.Dicom.Pixels;

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
}
