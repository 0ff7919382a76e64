using Pacs.Dicom;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Pixels;

namespace Pacs.Imaging.Transcoding;

/// <summary>A data set whose frames are decoded as it is read, with one of them in memory.</summary>
internal sealed class DecodedDataSet : ForwardStream
{
    private readonly FrameTable _frames;
    private readonly FrameDecoder _decoder;
    private readonly Func<ByteRange, Stream> _open;
    private readonly byte[] _after;
    private readonly byte[] _samples;
    private ReadOnlyMemory<byte> _piece;
    private int _next; // frame; beyond the last one, what stands behind them

    /// <param name="before">The beginning, up to the header of the pixel data.</param>
    /// <param name="frames">Where frames are.</param>
    /// <param name="decoder">Decodes them.</param>
    /// <param name="open">Opens a range of the data set as it is stored.</param>
    /// <param name="after">What stands behind the pixel data.</param>
    public DecodedDataSet(byte[] before, FrameTable frames, FrameDecoder decoder, Func<ByteRange, Stream> open, byte[] after)
    {
        _frames = frames;
        _decoder = decoder;
        _open = open;
        _after = after;
        _samples = new byte[decoder.Format.FrameLength];
        _piece = before;

        // So that an image of one frame, which most are, is known to be good before its first byte has gone out.
        Decode(0);
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;

        while (_piece.IsEmpty)
        {
            if (!MoveOn()) return 0;
        }

        var count = Math.Min(buffer.Length, _piece.Length);
        _piece.Span[..count].CopyTo(buffer);
        _piece = _piece[count..];
        return count;
    }

    /// <summary>Completes at once: this thread decodes.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : ValueTask.FromResult(Read(buffer.Span));

    private bool MoveOn()
    {
        if (_next > _frames.Count) return false;

        if (_next == _frames.Count)
        {
            var isOdd = (long)_samples.Length * _frames.Count % 2 == 1;
            _piece = isOdd ? (byte[])[0, .. _after] : _after;
        }
        else
        {
            if (_next > 0) Decode(_next);
            _piece = _samples;
        }

        _next++;
        return true;
    }

    private void Decode(int frame)
    {
        var length = _frames.LengthOf(frame);
        if (length > Array.MaxLength) throw new DicomFormatException($"Frame {frame + 1} is {length} bytes long compressed.");

        var stored = new byte[length];
        using (var stream = _frames.OpenRead(frame, _open)) stream.ReadExactly(stored);
        _decoder.Decode(stored, _samples);
    }
}
