using Pacs.Imaging.Codecs;

namespace Pacs.Imaging.Workers;

/// <summary>A decoder whose work is done in a process of its own.</summary>
/// <param name="syntaxUid">By which the worker finds the same decoder.</param>
/// <param name="library">The decoder.</param>
/// <param name="processes">Those that work.</param>
internal sealed class WorkerDecoder(string syntaxUid, IFrameDecoder library, CodecProcesses processes) : IFrameDecoder
{
    public PixelFormat Decoded(PixelFormat stored) => library.Decoded(stored);

    public void Decode(ReadOnlySpan<byte> codestream, PixelFormat stored, Span<byte> samples)
    {
        var order = new FrameOrder
        {
            Task = CodecTask.Decode,
            SyntaxUid = syntaxUid,
            Format = stored,
            InputLength = codestream.Length,
            OutputLength = samples.Length,
            Limit = TimeLimit.For(samples.Length),
        };
        var process = processes.Take();
        try
        {
            process.Run(order, codestream).CopyTo(samples);
        }
        finally
        {
            processes.GiveBack(process);
        }
    }
}
