using Pacs.Dicom;
using Pacs.Dicom.Dictionary;
using Pacs.Imaging.Codecs.Rle;
using Pacs.Imaging.Workers;

namespace Pacs.Imaging.Tests.Workers;

public sealed class CodecProcessTests
{
    private static readonly PixelFormat Format = Formats.Of(31, 43);

    [Fact]
    public void A_frame_comes_back_as_it_would_from_this_process()
    {
        using var process = CodecProcess.Start();

        foreach (var seed in (int[])[1, 2, 3])
        {
            var samples = Frames.Of(Format, seed);
            Assert.Equal(samples, process.Run(Order(samples), Frames.Encode(new RleEncoder(), samples, Format)).ToArray());
        }

        Assert.True(process.IsFit);
    }

    [Fact]
    public void What_is_wrong_with_a_frame_is_said_and_the_next_is_decoded()
    {
        using var process = CodecProcess.Start();
        var samples = Frames.Of(Format);
        var codestream = Frames.Encode(new RleEncoder(), samples, Format);

        var e = Assert.Throws<DicomFormatException>(() => process.Run(Order(samples) with { InputLength = 5 }, codestream.AsSpan(0, 5)));

        Assert.Equal("The RLE frame is shorter than its header.", e.Message);
        Assert.Equal(samples, process.Run(Order(samples), codestream).ToArray());
    }

    [Theory]
    [InlineData("kill -ABRT $$", "signal 6")]
    [InlineData("kill -SEGV $$", "signal 11")]
    [InlineData("exit 3", "code 3")]
    public void A_process_that_ends_costs_the_frame_and_is_not_used_again(string script, string how)
    {
        using var process = Start($"head -c 1 >/dev/null; {script}");

        var e = Assert.Throws<DicomFormatException>(() => process.Run(Order([]), []));

        Assert.Contains(how, e.Message, StringComparison.Ordinal);
        Assert.False(process.IsFit);
    }

    [Fact]
    public void What_a_process_leaves_that_ends_at_a_frame_is_removed()
    {
        var name = Guid.NewGuid();
        using (var process = Start($"head -c 1 >/dev/null; mkdir \"${{TMPDIR:-/tmp}}/pacs-frame-$$-{name}\"; kill -KILL $$"))
        {
            Assert.Throws<DicomFormatException>(() => process.Run(Order([]), []));
            Assert.NotEmpty(Left());
        }

        Assert.Empty(Left());

        string[] Left() => Directory.GetDirectories(Path.GetTempPath(), $"pacs-frame-*-{name}");
    }

    [Fact]
    public void A_frame_that_takes_too_long_ends_with_its_process()
    {
        using var process = Start("exec sleep 600");

        var e = Assert.Throws<DicomFormatException>(() => process.Run(Order([]) with { Limit = TimeSpan.FromMilliseconds(20) }, []));

        Assert.Contains("took more than 0.02 s", e.Message, StringComparison.Ordinal);
        Assert.False(process.IsFit);
    }

    [Fact]
    public void Without_the_program_a_frame_is_refused()
    {
        var e = Assert.Throws<DicomFormatException>(() => CodecProcess.Start(["/nowhere/worker"]));

        Assert.Contains("cannot be started", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_has_ended_is_replaced()
    {
        string[] scripts = ["exit 0", "exec sleep 600"];
        var started = 0;
        using var processes = new CodecProcesses(() => Start(scripts[started++]), most: 1);

        var first = processes.Take();
        Assert.Throws<DicomFormatException>(() => first.Run(Order([]), []));
        processes.GiveBack(first);
        using var second = processes.Take();

        Assert.NotSame(first, second);
        Assert.True(second.IsFit);
    }

    /// <summary>
    /// Of a frame that is what it says, and larger than this worker may grow: the limit is lowered from outside, below which the worker's own one
    /// cannot raise it.
    /// </summary>
    [Theory]
    [InlineData(TransferSyntaxUids.JPEG2000Lossless, 6000, "The JPEG 2000 frame cannot be decoded")] // 4 bytes for each sample, and more
    [InlineData(TransferSyntaxUids.JPEGExtended12Bit, 11000, "The frame takes more memory than a frame of its size may")] // 2 bytes
    public void A_frame_that_takes_more_memory_than_it_may_is_refused_and_the_next_is_decoded(string uid, int side, string why)
    {
        if (PixelCoding.Here(uid).Needs is { IsPresent: false }) return;

        var worker = Path.Combine(AppContext.BaseDirectory, "Pacs.Imaging.Worker.dll");
        using var capped = new CodecProcesses(() => Start($"ulimit -d 204800; exec dotnet exec '{worker}' \"$0\""), most: 1);
        using var usual = new CodecProcesses(CodecProcess.Start, most: 1);
        var (large, small) = (Formats.Of(side, side, stored: 12), Formats.Of(64, 64, stored: 12));
        var codestream = Encoded(large);

        for (var i = 0; i < 2; i++)
        {
            var e = Assert.Throws<DicomFormatException>(() => Decode(capped, codestream, large));
            Assert.StartsWith(why, e.Message, StringComparison.Ordinal);
            Assert.Equal(new byte[small.FrameLength], Decode(capped, Encoded(small), small));
        }

        Assert.False(Decode(usual, codestream, large).AsSpan().ContainsAnyExcept((byte)0));

        byte[] Decode(CodecProcesses processes, byte[] codestream, PixelFormat format) =>
            Frames.Decode(new WorkerDecoder(uid, PixelCoding.Here(uid).Decoder, processes), codestream, format);

        byte[] Encoded(PixelFormat format)
        {
            var encoder = PixelCoding.Here(uid).Encoder ?? PixelCoding.Here(uid).LossyEncoder;
            return Frames.Encode(encoder!, new byte[format.FrameLength], format);
        }
    }

    private static CodecProcess Start(string script) => CodecProcess.Start(["/bin/sh", "-c", script]);

    private static FrameOrder Order(byte[] samples) => new()
    {
        Task = CodecTask.Decode,
        SyntaxUid = TransferSyntaxUids.RLELossless,
        Format = Format,
        InputLength = samples.Length == 0 ? 0 : Frames.Encode(new RleEncoder(), samples, Format).Length,
        OutputLength = samples.Length,
        Limit = TimeSpan.FromMinutes(1),
    };
}
