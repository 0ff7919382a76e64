using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Pacs.LoadClient.Limits;

/// <summary>
/// A file for each object, durable under its name: written under another, synced, renamed, and the directory synced.
/// </summary>
internal sealed class FileWriter(string directory) : IObjectWriter
{
    private static long _lastNumber;

    private string _name = "";
    private SafeFileHandle? _file;
    private long _length;

    public void Write(Memory<byte> piece)
    {
        if (_file is null)
        {
            _name = Interlocked.Increment(ref _lastNumber).ToString(CultureInfo.InvariantCulture);
            _file = File.OpenHandle(Path.Combine(directory, _name + ".part"), FileMode.CreateNew, FileAccess.Write);
            _length = 0;
        }

        RandomAccess.Write(_file, piece.Span, _length);
        _length += piece.Length;
    }

    public void Complete()
    {
        using (var file = _file ?? throw new InvalidOperationException("There is no object to complete.")) LibC.Sync(file);
        _file = null;
        File.Move(Path.Combine(directory, _name + ".part"), Path.Combine(directory, _name));
        using var folder = LibC.OpenDirectory(directory);
        LibC.Sync(folder);
    }
}
