using System.Buffers;
using Pacs.Imaging.Codecs;

namespace Pacs.Imaging.Workers;

/// <summary>An encoder whose work is done in a process of its own.</summary>
/// <param name="syntaxUid">By which the worker finds the same encoder.</param>
/// <param name="isLossy">As well.</param>
/// <param name="library">The encoder.</param>
/// <param name="processes">Those that work.</param>
internal sealed class WorkerEncoder(string syntaxUid, bool isLossy, IFrameEncoder library, CodecProcesses processes) : IFrameEncoder
{
    /// <summary>Beyond twice the samples, which noise does not reach: headers.</summary>
    private const int Slack = 128 << 10;

    public string? Refusal(PixelFormat format) => library.Refusal(format);

    public PixelFormat Encoded(PixelFormat format) => library.Encoded(format);

    public void Encode(ReadOnlySpan<byte> samples, PixelFormat format, IBufferWriter<byte> codestream)
    {
        var order = new FrameOrder
        {
            Task = isLossy ? CodecTask.EncodeWithLoss : CodecTask.Encode,
            SyntaxUid = syntaxUid,
            Format = format,
            InputLength = samples.Length,
            OutputLength = (int)Math.Min((samples.Length * 2L) + Slack, Array.MaxLength),
            Limit = TimeLimit.For(samples.Length),
        };
        var process = processes.Take();
        try
        {
            codestream.Write(process.Run(order, samples));
        }
        finally
        {
            processes.GiveBack(process);
        }
    }
}
