using System.Diagnostics;
using System.Runtime.InteropServices;
using Pacs.Dicom;

namespace Pacs.Imaging.Workers;

/// <summary>
/// A process that has libraries decode and encode frames, one at a time: what a frame does to a library ends that process and
/// nothing else. For one thread at a time.
/// </summary>
internal sealed class CodecProcess : IDisposable
{
    /// <summary>What is mapped for a frame is kept for the next, up to here.</summary>
    private const long MostKept = 64 << 20;

    private const int FirstSignal = 128; // of the exit codes that tell of signals

    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(5);

    private readonly SharedMemory _memory;
    private readonly Process _process;
    private readonly Stream _orders;
    private readonly Stream _replies;
    private bool _isLost;

    private CodecProcess(SharedMemory memory, Process process)
    {
        _memory = memory;
        _process = process;
        _orders = process.StandardInput.BaseStream;
        _replies = process.StandardOutput.BaseStream;
    }

    /// <summary>The program that is started: it lies beside ours, and runs in the same runtime.</summary>
    private static string[] Program { get; } =
    [
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet")),
        "exec",
        Path.Combine(AppContext.BaseDirectory, "Pacs.Imaging.Worker.dll"),
    ];

    /// <summary>False when it has ended, or holds more memory than it is worth keeping for.</summary>
    public bool IsFit => !_isLost && _memory.Length <= MostKept && !_process.HasExited;

    public static CodecProcess Start() => Start(Program);

    /// <exception cref="DicomFormatException">It cannot be started, so that no frame can be decoded.</exception>
    public static CodecProcess Start(IReadOnlyList<string> program)
    {
        var memory = SharedMemory.Create();
        try
        {
            var start = new ProcessStartInfo(program[0], [.. program.Skip(1), memory.Path])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            return new CodecProcess(memory, Process.Start(start) ?? throw new IOException($"{program[0]} did not start."));
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            memory.Dispose();
            throw new DicomFormatException($"The program that has libraries decode frames cannot be started: {e.Message}", e);
        }
    }

    /// <summary>The result, until the next call.</summary>
    /// <exception cref="DicomFormatException">
    /// The frame is malformed, or took too long, or the library failed at it: then the process has ended.
    /// </exception>
    public ReadOnlySpan<byte> Run(FrameOrder order, ReadOnlySpan<byte> input)
    {
        _memory.Reach(order.SharedLength);
        input.CopyTo(_memory.Slice(0, order.InputLength));

        FrameReply? reply;
        var isOver = false;
        using (new Timer(_ => EndAt(ref isOver), null, order.Limit, Timeout.InfiniteTimeSpan)) reply = Ask(order);
        _isLost = reply is null || isOver; // it may have been done just when its time was over
        if (reply is null)
        {
            throw new DicomFormatException(isOver ? $"Working at the frame took more than {order.Limit.TotalSeconds:0.##} s." : LastWord());
        }

        if (reply.Flaw is not null) throw new DicomFormatException(reply.Flaw);
        if (reply.Length < 0 || reply.Length > order.OutputLength) throw new DicomFormatException("The library gave more than there is room for.");
        return _memory.Slice(order.OutputStart, reply.Length);
    }

    public void Dispose()
    {
        _orders.Dispose(); // which tells it to end; while it works at a frame, it does not listen
        if (!_process.HasExited) _process.Kill();
        if (_isLost) FrameFolder.RemoveOf(_process.Id);
        _process.Dispose();
        _memory.Dispose();
    }

    private FrameReply? Ask(FrameOrder order)
    {
        try
        {
            order.Write(_orders);
            return FrameReply.Read(_replies);
        }
        catch (IOException)
        {
            return null; // it is gone, and the pipe broken
        }
    }

    private void EndAt(ref bool isOver)
    {
        isOver = true;
        _process.Kill();
    }

    private string LastWord()
    {
        const string Failed = "The library failed at this frame, and its process ended";
        if (!_process.WaitForExit(TimeToEnd)) return Failed + ".";
        return _process.ExitCode > FirstSignal
            ? $"{Failed} by signal {_process.ExitCode - FirstSignal}."
            : $"{Failed} with code {_process.ExitCode}.";
    }
}
