using Microsoft.Win32.SafeHandles;

namespace Pacs.Files;

/// <summary>A file that several readers share; the counts belong to <see cref="SegmentHandles"/> and its lock.</summary>
internal sealed class SegmentHandle(SegmentId id, SafeFileHandle file)
{
    public SegmentId Id => id;

    public SafeFileHandle File => file;

    public int Users { get; set; }

    public bool IsEvicted { get; set; }
}
