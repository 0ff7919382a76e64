using Microsoft.Win32.SafeHandles;

namespace Pacs.Files.Tests;

/// <summary>Fails the nth call, or all from the nth on. A write that fails has written half of its first buffer.</summary>
internal sealed class FaultyDisk(int failAt, bool staysBroken, int error) : ObservedDisk
{
    private int _calls;

    /// <summary>Calls made so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public override void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
    {
        try
        {
            base.Write(file, buffers, offset);
        }
        catch (IOException)
        {
            RandomAccess.Write(file, buffers[0].Span[..(buffers[0].Length / 2)], offset);
            throw;
        }
    }

    protected override void Before(string call, string? path)
    {
        var number = Interlocked.Increment(ref _calls);
        if (number == failAt || (staysBroken && number > failAt))
            throw new IOException($"Injected into {call} {path}", error);
    }
}
