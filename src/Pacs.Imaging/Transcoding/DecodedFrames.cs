using Pacs.Dicom.Parsing;

namespace Pacs.Imaging.Transcoding;

/// <summary>The value of native pixel data, decoded as it is read. Its first frame is decoded at once.</summary>
internal sealed class DecodedFrames : ForwardStream
{
    private readonly FramesAhead _frames;
    private readonly int _count;
    private byte[] _frame;
    private int _position;
    private int _taken = 1;

    public DecodedFrames(StoredImage image, int frameLength)
    {
        _count = image.FrameCount;
        _frames = new FramesAhead(_count, frameLength, image.ReadFrame);

        // So that an image of one frame, which most are, is known to be good before its first byte has gone out.
        _frame = _frames.Take();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_position == _frame.Length)
        {
            if (_taken == _count) return 0;

            _frame = _frames.Take();
            _position = 0;
            _taken++;
        }

        var count = Math.Min(buffer.Length, _frame.Length - _position);
        _frame.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}
