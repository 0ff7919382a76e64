using System.Collections.Concurrent;

namespace Pacs.Imaging.Workers;

/// <summary>
/// As many <see cref="CodecProcess"/>es as there are processors, started when they are needed, kept, and replaced when they end.
/// They end with this process, whose end they see on their pipes.
/// </summary>
/// <param name="start">Starts one.</param>
/// <param name="most">How many there may be.</param>
internal sealed class CodecProcesses(Func<CodecProcess> start, int most) : IDisposable
{
    private readonly SemaphoreSlim _places = new(most);
    private readonly ConcurrentStack<CodecProcess> _idle = new();

    public static CodecProcesses All { get; } = new(CodecProcess.Start, Environment.ProcessorCount);

    /// <summary>One that is nobody else's until it is given back; waits while all are at work, each of which has a time limit.</summary>
    /// <exception cref="Pacs.Dicom.DicomFormatException">None can be started.</exception>
    public CodecProcess Take()
    {
        _places.Wait();
        try
        {
            while (_idle.TryPop(out var process))
            {
                if (process.IsFit) return process;
                process.Dispose();
            }

            return start();
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    public void GiveBack(CodecProcess process)
    {
        if (process.IsFit) _idle.Push(process);
        else process.Dispose();
        _places.Release();
    }

    /// <summary>Ends those that are idle.</summary>
    public void Dispose()
    {
        while (_idle.TryPop(out var process)) process.Dispose();
        _places.Dispose();
    }
}
