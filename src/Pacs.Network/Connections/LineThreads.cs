using System.Runtime.CompilerServices;

namespace Pacs.Network.Connections;

/// <summary>
/// Threads that may stand still while a line is waited for. What a peer sends next is mostly there sooner than another
/// thread could be woken to take it; but a thread of the pool that waits keeps others from their work. Of these there are
/// as many as lines that something has come over in the last moment; one that nobody wants ends.
/// </summary>
internal static class LineThreads
{
    private static readonly TimeSpan Unwanted = TimeSpan.FromSeconds(5);

    /// <summary>Those that wait for work. The last is asked first, so that what are too many find nothing to do.</summary>
    private static readonly List<LineThread> Idle = [];

    [ThreadStatic]
    private static bool _isCurrent;

    /// <summary>Continues the caller on such a thread; at once where it is on one.</summary>
    public static Switching SwitchAsync() => default;

    private static void Continue(Action work)
    {
        LineThread? idle = null;
        lock (Idle)
        {
            if (Idle.Count > 0)
            {
                idle = Idle[^1];
                Idle.RemoveAt(Idle.Count - 1);
            }
        }

        if (idle is null) new LineThread().Start(work);
        else idle.Continue(work);
    }

    private sealed class LineThread
    {
        private readonly object _gate = new(); // waited on, so not a Lock
        private Action? _work;

        public void Start(Action work)
        {
            _work = work;
            new Thread(Run) { IsBackground = true, Name = "Line" }.UnsafeStart();
        }

        public void Continue(Action work)
        {
            lock (_gate)
            {
                _work = work;
                Monitor.Pulse(_gate);
            }
        }

        private void Run()
        {
            _isCurrent = true;
            while (Next() is { } work)
            {
                work();
                lock (Idle) Idle.Add(this);
            }
        }

        /// <summary>Null when nobody has wanted the thread for so long that it may end.</summary>
        private Action? Next()
        {
            lock (_gate)
            {
                while (_work is null)
                {
                    if (!Monitor.Wait(_gate, Unwanted) && TryLeave()) return null;
                }

                var work = _work;
                _work = null;
                return work;
            }
        }

        /// <summary>False for one that has been chosen and is about to be told.</summary>
        private bool TryLeave()
        {
            lock (Idle) return Idle.Remove(this);
        }
    }

    /// <summary>What is awaited to change threads.</summary>
    public readonly struct Switching : ICriticalNotifyCompletion
    {
        public bool IsCompleted => _isCurrent;

        public Switching GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => Continue(continuation);

        public void UnsafeOnCompleted(Action continuation) => Continue(continuation);
    }
}
