using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;
using Pacs.Imaging;

namespace Pacs.Benchmarks.Imaging;

/// <summary>
/// How many megabytes of samples each codec reads and writes a second, over one and two threads, as the archive has it done: by libraries in
/// processes of their own. Beside it what they decode in this process, so that what the processes cost can be seen.
/// </summary>
internal static class CodecRun
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1), Measured = TimeSpan.FromSeconds(2);

    private static readonly string[] Lossless =
    [
        TransferSyntaxUids.RLELossless, TransferSyntaxUids.DeflatedImageFrameCompression, TransferSyntaxUids.JPEGLosslessSV1,
        TransferSyntaxUids.JPEGLSLossless, TransferSyntaxUids.JPEG2000Lossless, TransferSyntaxUids.HTJ2KLossless,
    ];

    private static readonly string[] Lossy =
        [TransferSyntaxUids.JPEGBaseline8Bit, TransferSyntaxUids.JPEGLSNearLossless, TransferSyntaxUids.JPEG2000, TransferSyntaxUids.HTJ2K];

    public static void Print()
    {
        Console.WriteLine("| MB/s of samples | ratio | decode, 1 thread | 2 threads | in this process, 1 | encode, 1 thread | 2 threads |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var uid in Lossless) Print("512 x 512 x 16", MadeFrame.Ct(), uid, isLossy: false);
        foreach (var uid in Lossless) Print("512 x 512 RGB", MadeFrame.Rgb(), uid, isLossy: false);
        Print("512 x 512 x 16", MadeFrame.Ct(), TransferSyntaxUids.JPEGExtended12Bit, isLossy: true);
        foreach (var uid in Lossy) Print("512 x 512 RGB", MadeFrame.Rgb(), uid, isLossy: true);
    }

    private static void Print(string name, MadeFrame frame, string uid, bool isLossy)
    {
        var syntax = TransferSyntax.Of(uid);
        var (samples, image) = frame;
        if (!PixelFormat.TryRead(image, out var native, out var refusal) || !FrameEncoder.TryCreate(native, syntax, isLossy, out var encoder, out refusal))
        {
            Console.WriteLine($"| {name}, {syntax.Name}: {refusal} |");
            return;
        }

        var codestream = Encode(encoder, samples);
        image.Set(Tags.PhotometricInterpretation, encoder.Format.Photometric);
        if (!FrameDecoder.TryCreate(image, syntax, out var decoder, out refusal)) throw new InvalidOperationException(refusal);

        var (here, stored) = (PixelCoding.Here(uid).Decoder, encoder.Format);
        double[] rates =
        [
            Rate(1, samples.Length, () => decoder.Decode(codestream, new byte[samples.Length])),
            Rate(2, samples.Length, () => decoder.Decode(codestream, new byte[samples.Length])),
            Rate(1, samples.Length, () => here.Decode(codestream, stored, new byte[samples.Length])),
            Rate(1, samples.Length, () => Encode(encoder, samples)),
            Rate(2, samples.Length, () => Encode(encoder, samples)),
        ];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name}, {syntax.Name} | {(double)samples.Length / codestream.Length:0.0} | {rates[0]:0} | {rates[1]:0} | {rates[2]:0} | {rates[3]:0} | {rates[4]:0} |"));
    }

    private static byte[] Encode(FrameEncoder encoder, byte[] samples)
    {
        var fragment = new ArrayBufferWriter<byte>(samples.Length);
        encoder.Encode(samples, fragment);
        return fragment.WrittenSpan.ToArray();
    }

    private static double Rate(int threads, int bytes, Action work)
    {
        Repeat(threads, WarmUp, work);
        var clock = Stopwatch.StartNew();
        var count = Repeat(threads, Measured, work);
        return count * (double)bytes / clock.Elapsed.TotalSeconds / 1e6;
    }

    private static long Repeat(int threads, TimeSpan time, Action work)
    {
        var count = 0L;
        var clock = Stopwatch.StartNew();
        var all = Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                while (clock.Elapsed < time)
                {
                    work();
                    Interlocked.Increment(ref count);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        Task.WaitAll([.. all]);
        return count;
    }
}
