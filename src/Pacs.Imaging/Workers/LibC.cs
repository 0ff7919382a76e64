using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pacs.Imaging.Workers;

/// <summary>What the base library does not offer: memory shared by two processes, and limits. The numbers are Linux's.</summary>
internal static partial class LibC
{
    public const uint CloseOnExecAndSealable = 1 | 2; // MFD_CLOEXEC | MFD_ALLOW_SEALING
    public const int AddSeals = 1033; // F_ADD_SEALS
    public const int DuplicateForThisProcess = 1030; // F_DUPFD_CLOEXEC
    public const int SealShrink = 2; // F_SEAL_SHRINK
    public const int StandardOutput = 1, StandardError = 2;
    public const int CoreSize = 4; // RLIMIT_CORE
    public const int DataSize = 2; // RLIMIT_DATA: what is private and can be written, the heap of malloc among it

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateMemory(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int FCntl(SafeFileHandle handle, int command, int argument);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    public static partial int SetLimit(int resource, in ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    public static partial int GetLimit(int resource, out ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int FCntl(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    public static partial int Replace(SafeFileHandle by, int descriptor);

    /// <summary>Ends the process by SIGALRM after so many seconds; 0 calls it off.</summary>
    [LibraryImport("libc", EntryPoint = "alarm")]
    public static partial uint Alarm(uint seconds);
}
