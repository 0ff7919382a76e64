using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pacs.Dicom;

namespace Pacs.Imaging.Workers;

/// <summary>The other side of <see cref="CodecProcess"/>: does what it is told until nobody is there to tell it anything.</summary>
public static class CodecWorker
{
    /// <summary>What this process needs besides the frame, with much to spare.</summary>
    private const ulong OwnMemory = 512 << 20;

    /// <summary>OpenJPEG takes the most: twice four bytes for each sample, and what it has of the codestream.</summary>
    private const ulong MemoryPerByte = 16;

    /// <param name="memory">The path of the memory that is shared.</param>
    public static void Run(string memory)
    {
        // Who stops the archive stops all its processes; it may want to finish what it is about.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, static signal => signal.Cancel = true);
        Cap(LibC.CoreSize, 0);

        using var shared = SharedMemory.Open(memory);
        using var orders = Console.OpenStandardInput();
        using var replies = TakeOutput();
        while (FrameOrder.Read(orders) is { } order)
        {
            shared.Reach(order.SharedLength);
            Cap(LibC.DataSize, OwnMemory + (MemoryPerByte * (ulong)((long)order.InputLength + order.OutputLength)));
            _ = LibC.Alarm((uint)order.Limit.TotalSeconds + 1); // should there be nobody any more to end this
            var reply = Obey(order, shared.Slice(0, order.InputLength), shared.Slice(order.OutputStart, order.OutputLength));
            _ = LibC.Alarm(0);
            reply.Write(replies);
        }
    }

    /// <summary>The stream of replies. What libraries print goes nowhere.</summary>
    private static FileStream TakeOutput()
    {
        var output = new SafeFileHandle(LibC.FCntl(LibC.StandardOutput, LibC.DuplicateForThisProcess, 0), ownsHandle: true);
        using var nowhere = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        _ = LibC.Replace(nowhere, LibC.StandardOutput);
        _ = LibC.Replace(nowhere, LibC.StandardError);
        return new FileStream(output, FileAccess.Write, bufferSize: 0);
    }

    private static FrameReply Obey(FrameOrder order, ReadOnlySpan<byte> input, Span<byte> output)
    {
        try
        {
            var codec = PixelCoding.Here(order.SyntaxUid);
            if (order.Task == CodecTask.Decode)
            {
                codec.Decoder.Decode(input, order.Format, output);
                return new FrameReply(output.Length, null);
            }

            var encoder = order.Task == CodecTask.EncodeWithLoss ? codec.LossyEncoder : codec.Encoder;
            var encoded = new ArrayBufferWriter<byte>(Math.Max(1, output.Length / 4));
            encoder?.Encode(input, order.Format, encoded);
            return encoded.WrittenSpan.TryCopyTo(output)
                ? new FrameReply(encoded.WrittenCount, null)
                : new FrameReply(0, "The frame does not become shorter by compressing it.");
        }
        catch (DicomFormatException malformed)
        {
            return new FrameReply(0, malformed.Message);
        }
        catch (OutOfMemoryException)
        {
            return new FrameReply(0, "The frame takes more memory than a frame of its size may.");
        }
    }

    private static void Cap(int resource, ulong bytes)
    {
        if (LibC.GetLimit(resource, out var now) == 0) _ = LibC.SetLimit(resource, now with { Soft = Math.Min(bytes, now.Hard) });
    }
}
