using Microsoft.Win32.SafeHandles;
using Pacs.Files;

namespace Pacs.Benchmarks.Files;

/// <summary>A disk that says it is durable at once.</summary>
internal sealed class UnsyncedDisk : Disk
{
    public override void Sync(SafeFileHandle file)
    {
    }
}
