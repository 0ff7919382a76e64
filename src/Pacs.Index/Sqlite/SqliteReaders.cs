using System.Collections.Concurrent;

namespace Pacs.Index.Sqlite;

/// <summary>
/// Reading connections, kept open for the next search. A search has one only while it computes, never while it waits.
/// </summary>
internal sealed class SqliteReaders(string path) : IDisposable
{
    private readonly ConcurrentBag<SqliteReader> _idle = [];
    private readonly int _maxIdle = Math.Max(4, Environment.ProcessorCount * 2);
    private volatile bool _isDisposed;

    public T Run<T>(Func<SqliteReader, T> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_idle.TryTake(out var reader)) reader = new SqliteReader(path);
        try
        {
            return reader.Run(read, cancellationToken);
        }
        finally
        {
            if (_isDisposed || _idle.Count >= _maxIdle) reader.Dispose();
            else _idle.Add(reader);
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryTake(out var reader)) reader.Dispose();
    }
}
