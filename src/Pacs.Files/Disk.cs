using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Pacs.Files;

/// <summary>
/// The one seam to the disk: every call the store makes goes through here, so that a test can fail the nth one or
/// record their order. All failures are <see cref="IOException"/>s, with the system's error number in
/// <see cref="Exception.HResult"/>; hints never fail. Linux first; elsewhere the base library's nearest call.
/// </summary>
public class Disk
{
    /// <summary>Data of patients: the owner reads and writes, the group may read, nobody else.</summary>
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private static readonly ReadOnlyMemory<byte> OneBlock = AlignedBlock.Zeros(512);

    /// <summary>Opens a file that must not exist yet, for reading and writing.</summary>
    public virtual SafeFileHandle Create(string path) => OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);

    public virtual SafeFileHandle OpenForWriting(string path) => OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);

    public virtual SafeFileHandle OpenForReading(string path) => OpenHandle(path, FileMode.Open, FileAccess.Read);

    public virtual long LengthOf(SafeFileHandle file) => RandomAccess.GetLength(file);

    public virtual long LengthOf(string path) => new FileInfo(path).Length;

    /// <summary>Reads up to the buffer's length; 0 at the end of the file.</summary>
    public virtual int Read(SafeFileHandle file, Span<byte> buffer, long offset) =>
        RandomAccess.Read(file, buffer, offset);

    /// <summary>Writes the buffers one behind the other with as few system calls as the system allows.</summary>
    public virtual void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
    {
        try
        {
            RandomAccess.Write(file, buffers, offset);
        }
        catch (Exception e) when (IsIo(e))
        {
            throw AsIo(e);
        }
    }

    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (Exception e) when (IsIo(e))
        {
            throw AsIo(e);
        }
    }

    /// <summary>Returns when the file's bytes and length are on the medium. Never to be tried again after a failure:
    /// the kernel forgets what it could not write, and the second call would succeed.</summary>
    public virtual void Sync(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
            RandomAccess.FlushToDisk(file);
        else if (LibC.FDataSync(file) != 0)
            throw LastError("sync", null);
    }

    /// <summary>Returns when the names created, renamed and deleted in the directory are on the medium.</summary>
    public virtual void SyncDirectory(string path)
    {
        if (!OperatingSystem.IsLinux())
            return; // No such call on Windows; elsewhere its flags differ, and the file system orders its journal.

        using var directory = OpenDescriptor(path, LibC.ReadOnly | LibC.CloseOnExec);
        if (LibC.FSync(directory) != 0)
            throw LastError("sync", path);
    }

    public virtual void Truncate(SafeFileHandle file, long length) => Do(() => RandomAccess.SetLength(file, length));

    /// <summary>
    /// Gives a range of a file back to the file system; what is read there after is zeros. False where the file system
    /// cannot.
    /// </summary>
    public virtual bool TryPunchHole(SafeFileHandle file, long offset, long length)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        if (LibC.FAllocate(file, LibC.KeepSizePunchHole, offset, length) == 0)
            return true;

        var error = LastError("punch a hole", null);
        return error.HResult == LibC.NotSupported ? false : throw error;
    }

    /// <summary>Gives a file a new name on the same file system. The new name must be free.</summary>
    public virtual void Rename(string path, string newPath) => Do(() => File.Move(path, newPath, overwrite: false));

    public virtual void Delete(string path) => Do(() => File.Delete(path));

    public virtual void CreateDirectory(string path)
    {
        Do(() => _ = OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, DirectoryMode));
    }

    public virtual bool Exists(string path) => Path.Exists(path);

    /// <summary>The full names of the files in a directory, in no order.</summary>
    public virtual IReadOnlyList<string> FilesIn(string path)
    {
        string[] files = [];
        Do(() => files = Directory.GetFiles(path));
        return files;
    }

    /// <summary>What the file system that holds the directory has, and has left for us.</summary>
    public virtual FreeSpace SpaceAt(string directory)
    {
        FreeSpace space = default;
        Do(() =>
        {
            var drive = new DriveInfo(directory);
            space = new FreeSpace(drive.AvailableFreeSpace, drive.TotalSize);
        });
        return space;
    }

    /// <summary>Takes the exclusive lock on a file, made when missing, which ends with the handle or the process,
    /// however it ends. Null when another holds it; then what that one wrote into the file, where it can be read.</summary>
    public virtual SafeFileHandle? TryLock(string path, out string holder)
    {
        holder = "";
        if (!OperatingSystem.IsLinux())
        {
            try
            {
                return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                return null;
            }
        }

        // Not FileShare.None: an environment variable switches that off (DOTNET_SYSTEM_IO_DISABLEFILELOCKING), and it
        // would keep the refused from reading who holds the lock.
        var file = OpenDescriptor(path, LibC.ReadWriteCreate | LibC.CloseOnExec);
        if (LibC.FLock(file, LibC.LockExclusiveNonBlocking) == 0)
            return file;

        using (file)
        {
            var error = LastError("lock", path);
            if (error.HResult != LibC.WouldBlock)
                throw error;

            Span<byte> text = stackalloc byte[32];
            holder = Encoding.ASCII.GetString(text[..RandomAccess.Read(file, text, 0)]).Trim();
            return null;
        }
    }

    /// <summary>Ends a lock. Closing the file alone would not, while a process that is just being started has a copy.</summary>
    public virtual void Unlock(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux())
            _ = LibC.FLock(file, LibC.LockRelease);
        file.Dispose();
    }

    /// <summary>
    /// From here on, writes to this file go to the medium and not through the page cache, if file system and medium take
    /// blocks of 512 bytes; they must lie in memory and file accordingly. Saves the copy, and keeps in the cache what is
    /// read. Other handles read as ever.
    /// </summary>
    /// <param name="file">A file open for writing.</param>
    /// <param name="length">The file's length: what is taken is tried here, and cut off again.</param>
    public virtual void BypassCache(SafeFileHandle file, long length)
    {
        if (!OperatingSystem.IsLinux())
            return;

        var flags = LibC.FCntl(file, LibC.GetFlags, 0);
        if (flags < 0 || LibC.FCntl(file, LibC.SetFlags, flags | LibC.Direct) != 0)
            return;

        try
        {
            RandomAccess.Write(file, OneBlock.Span, length);
            RandomAccess.SetLength(file, length);
        }
        catch (Exception e) when (e is IOException || IsIo(e))
        {
            _ = LibC.FCntl(file, LibC.SetFlags, flags);
        }
    }

    /// <summary>True when <see cref="BypassCache"/> was taken.</summary>
    public virtual bool BypassesCache(SafeFileHandle file) =>
        OperatingSystem.IsLinux() && LibC.FCntl(file, LibC.GetFlags, 0) is >= 0 and var flags && (flags & LibC.Direct) != 0;

    /// <summary>Hint: starts to write out this range now, so that the sync at the end finds little left to do.</summary>
    public virtual void StartWriting(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux())
            _ = LibC.SyncFileRange(file, offset, length, LibC.StartWrite);
    }

    /// <summary>Hint: starts to read this range into the page cache.</summary>
    public virtual void ReadAhead(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux())
            _ = LibC.FAdvise(file, offset, length, LibC.WillNeed);
    }

    /// <summary>Hint: forgets the page cache's copy from here to the end, so that what is read next is what the medium
    /// has.</summary>
    public virtual void DropCached(SafeFileHandle file, long offset)
    {
        const long LargestPage = 64 << 10; // only whole pages are forgotten
        if (OperatingSystem.IsLinux())
            _ = LibC.FAdvise(file, offset & ~(LargestPage - 1), 0, LibC.DoNotNeed);
    }

    /// <summary>True when the failure says that there is no room (also: no quota) left.</summary>
    internal static bool IsNoSpace(IOException failure) => failure.HResult is LibC.NoSpaceLeft or LibC.QuotaExceeded
        || (failure.HResult & 0xFFFF) is 0x27 or 0x70 && OperatingSystem.IsWindows(); // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL

    private static SafeFileHandle OpenHandle(string path, FileMode mode, FileAccess access)
    {
        try
        {
            return File.OpenHandle(path, mode, access, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (IsIo(e))
        {
            throw AsIo(e);
        }
    }

    private static void Do(Action call)
    {
        try
        {
            call();
        }
        catch (Exception e) when (IsIo(e))
        {
            throw AsIo(e);
        }
    }

    /// <summary>The base library's names for EPERM, EACCES and EFBIG: to us, failures of the disk like any other.</summary>
    private static bool IsIo(Exception failure) => failure is UnauthorizedAccessException or ArgumentOutOfRangeException;

    private static IOException AsIo(Exception failure) => new(failure.Message, failure);

    private static SafeFileHandle OpenDescriptor(string path, int flags)
    {
        const int OwnerAndGroup = 0x1A0; // 0640
        var descriptor = LibC.Open(path, flags, OwnerAndGroup);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw LastError("open", path);
    }

    private static IOException LastError(string verb, string? path)
    {
        var error = Marshal.GetLastPInvokeError();
        var message = Marshal.GetPInvokeErrorMessage(error);
        return new IOException(path is null ? $"Cannot {verb}: {message}" : $"Cannot {verb} '{path}': {message}", error);
    }
}
