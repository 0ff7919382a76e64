using Microsoft.Win32.SafeHandles;

namespace Pacs.LoadClient.Limits;

/// <summary>
/// A file that everything is appended to, with direct writes, short ones into zeros that were written ahead: as the archive
/// does it, and nothing else. Each object is synced by itself, or one sync serves all that wait.
/// </summary>
internal sealed class AppendedLog(string path, bool sharesSyncs)
{
    private const int ShortPiece = 64 << 10;

    private static readonly Memory<byte> Room = AlignedMemory.Allocate(256 << 10);

    private readonly SafeFileHandle _file = LibC.Create(path);
    private readonly object _gate = new();
    private long _end;
    private long _fileLength;
    private long _completed;
    private long _synced;
    private bool _isSyncing;

    public void Append(Memory<byte> piece)
    {
        long offset;
        lock (_gate)
        {
            offset = _end;
            _end += piece.Length;
            if (_end > _fileLength)
            {
                _fileLength = _end;
                if (piece.Length <= ShortPiece)
                {
                    RandomAccess.Write(_file, Room.Span, _end);
                    _fileLength += Room.Length;
                }
            }
        }

        RandomAccess.Write(_file, piece.Span, offset);
    }

    public void Sync()
    {
        if (sharesSyncs) SyncWithOthers();
        else LibC.SyncData(_file);
    }

    private void SyncWithOthers()
    {
        lock (_gate)
        {
            var own = ++_completed;
            while (_synced < own)
            {
                if (_isSyncing)
                {
                    Monitor.Wait(_gate);
                    continue;
                }

                _isSyncing = true;
                var upTo = _completed;
                Monitor.Exit(_gate);
                LibC.SyncData(_file);
                Monitor.Enter(_gate);
                (_isSyncing, _synced) = (false, upTo);
                Monitor.PulseAll(_gate);
            }
        }
    }
}
