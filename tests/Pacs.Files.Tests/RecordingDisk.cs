using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Pacs.Files.Tests;

/// <summary>Remembers the calls, and holds a sync back when it is told to.</summary>
internal sealed class RecordingDisk : ObservedDisk
{
    private HeldSync? _held;

    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>The next sync waits until it is released.</summary>
    public HeldSync HoldNextSync() => _held = new HeldSync();

    public override void Sync(SafeFileHandle file)
    {
        Interlocked.Exchange(ref _held, null)?.Wait();
        base.Sync(file);
    }

    protected override void Before(string call, string? path) => Calls.Enqueue(call);

    public sealed class HeldSync
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new();

        public Task Begun => _begun.Task;

        public void Release() => _released.SetResult();

        internal void Wait()
        {
            _begun.SetResult();
            _released.Task.Wait();
        }
    }
}
