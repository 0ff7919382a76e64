using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pacs.Files;

/// <summary>
/// What the base library does not offer: syncing data without times, syncing a directory, a lock that is not an
/// emulated share mode, and hints to the page cache. The numbers are Linux's, the same on x64 and arm64 but
/// for one.
/// </summary>
internal static partial class LibC
{
    public const int ReadOnly = 0;
    public const int ReadWriteCreate = 0x2 | 0x40; // O_RDWR | O_CREAT
    public const int CloseOnExec = 0x80000;
    public const int LockExclusiveNonBlocking = 2 | 4; // LOCK_EX | LOCK_NB
    public const int LockRelease = 8; // LOCK_UN
    public const int WillNeed = 3; // POSIX_FADV_WILLNEED
    public const int DoNotNeed = 4; // POSIX_FADV_DONTNEED
    public const uint StartWrite = 2; // SYNC_FILE_RANGE_WRITE

    public const int GetFlags = 3; // F_GETFL
    public const int SetFlags = 4; // F_SETFL

    public const int KeepSizePunchHole = 1 | 2; // FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE

    public const int NotSupported = 95; // EOPNOTSUPP
    public const int WouldBlock = 11; // EWOULDBLOCK
    public const int NoSpaceLeft = 28; // ENOSPC
    public const int QuotaExceeded = 122; // EDQUOT

    /// <summary>O_DIRECT</summary>
    public static int Direct { get; } = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x10000 : 0x4000;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int FSync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int FDataSync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "fallocate64", SetLastError = true)]
    public static partial int FAllocate(SafeFileHandle handle, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int FLock(SafeFileHandle handle, int operation);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int FCntl(SafeFileHandle handle, int command, int argument);

    [LibraryImport("libc", EntryPoint = "posix_fadvise64")]
    public static partial int FAdvise(SafeFileHandle handle, long offset, long length, int advice);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    public static partial int SyncFileRange(SafeFileHandle handle, long offset, long length, uint flags);
}
