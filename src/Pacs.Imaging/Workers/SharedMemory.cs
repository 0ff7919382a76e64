using System.IO.MemoryMappedFiles;
using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace Pacs.Imaging.Workers;

/// <summary>
/// Memory that the archive and one of its workers both see, so that frames need not go through a pipe. It grows and never shrinks:
/// the kernel is told so, for whoever cut it short would end the other side by a bus error.
/// </summary>
internal sealed unsafe class SharedMemory : IDisposable
{
    private const long Least = 1 << 20;

    private readonly SafeFileHandle _file;
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;
    private byte* _start;

    private SharedMemory(SafeFileHandle file) => _file = file;

    /// <summary>Under which name another process of the same user opens it.</summary>
    public string Path => AnonymousFile.PathOf(_file);

    /// <summary>Bytes that can be had without growing.</summary>
    public long Length { get; private set; }

    /// <exception cref="IOException">The kernel gives none.</exception>
    public static SharedMemory Create()
    {
        var file = AnonymousFile.Create();
        if (LibC.FCntl(file, LibC.AddSeals, LibC.SealShrink) == 0) return new SharedMemory(file);

        var failed = AnonymousFile.Failed();
        file.Dispose();
        throw failed;
    }

    public static SharedMemory Open(string path) =>
        new(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite));

    /// <summary>Grows it, or sees what the other side has grown it to, so that so many bytes can be had. Former spans are gone then.</summary>
    public void Reach(long length)
    {
        if (length <= Length) return;

        Unmap();
        length = Math.Max(Least, (long)BitOperations.RoundUpToPowerOf2((ulong)length));
        _map = MemoryMappedFile.CreateFromFile(_file, null, length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, length);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        Length = length;
    }

    public Span<byte> Slice(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, Length);
        return new Span<byte>(_start + start, length);
    }

    public void Dispose()
    {
        Unmap();
        _file.Dispose();
    }

    private void Unmap()
    {
        Length = 0;
        if (_start is not null) _view?.SafeMemoryMappedViewHandle.ReleasePointer();
        _start = null;
        _view?.Dispose();
        _map?.Dispose();
        (_view, _map) = (null, null);
    }
}
