using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pacs.LoadClient.Limits;

/// <summary>The calls that the base library has no words for.</summary>
internal static partial class LibC
{
    private const int ReadWriteCreate = 0x2 | 0x40; // O_RDWR | O_CREAT
    private const int ReadOnly = 0;
    private const int OwnerOnly = 0x180; // 0600

    /// <summary>O_DIRECT</summary>
    private static int Direct { get; } = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x10000 : 0x4000;

    /// <summary>A new file written past the page cache where the file system can.</summary>
    public static SafeFileHandle Create(string path)
    {
        var descriptor = Open(path, ReadWriteCreate | Direct, OwnerOnly);
        if (descriptor < 0) descriptor = Open(path, ReadWriteCreate, OwnerOnly);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Failure();
    }

    public static SafeFileHandle OpenDirectory(string path) =>
        Open(path, ReadOnly, 0) is >= 0 and var descriptor ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Failure();

    public static void SyncData(SafeFileHandle file)
    {
        if (FDataSync(file) != 0) throw Failure();
    }

    public static void Sync(SafeFileHandle file)
    {
        if (FSync(file) != 0) throw Failure();
    }

    private static IOException Failure() => new(Marshal.GetLastPInvokeErrorMessage());

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);
}
