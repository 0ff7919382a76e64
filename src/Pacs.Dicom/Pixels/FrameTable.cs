using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Pixels;

/// <summary>
/// Where each frame of an image lies in its data set. Native frames follow one another, by arithmetic (PS3.5 §8.1.1);
/// encapsulated ones are one or more fragments each (PS3.5 §A.4).
/// </summary>
public sealed class FrameTable
{
    // Encapsulated: the fragments, and for each frame its first one, with one more entry for their end.
    private readonly ByteRange[] _fragments = [];
    private readonly int[] _first = [];

    private readonly ElementValue _pixels = new() { Vr = Vr.OB, IsBigEndian = false, Pieces = [] };
    private readonly long _frameBits;

    private FrameTable(TransferSyntax syntax) => Syntax = syntax;

    private FrameTable(PixelElement pixels, TransferSyntax syntax, long frameBits, int count)
        : this(syntax)
    {
        _pixels = new ElementValue { Vr = pixels.Vr, IsBigEndian = pixels.IsBigEndian, Pieces = [pixels.Value] };
        _frameBits = frameBits;
        Count = count;
    }

    private FrameTable(TransferSyntax syntax, ByteRange[] fragments, int[] first)
        : this(syntax)
    {
        IsEncapsulated = true;
        _fragments = fragments;
        _first = first;
        Count = first.Length - 1;
    }

    public TransferSyntax Syntax { get; }

    /// <summary>How many frames can be had; 0 when there is a <see cref="Flaw"/>.</summary>
    public int Count { get; private init; }

    /// <summary>Why there are none, in words for the requester; null when there are.</summary>
    public string? Flaw { get; private init; }

    /// <summary>True when frames are fragments, whose bytes are a codestream; otherwise they are samples.</summary>
    public bool IsEncapsulated { get; }

    /// <summary>About how many bytes of memory this takes.</summary>
    public int Weight => 256 + (_fragments.Length * 16) + (_first.Length * sizeof(int));

    /// <summary>Reads as much of a data set as tells where its frames are.</summary>
    /// <param name="dataSet">A stream whose next byte is the data set's first; seekable unless deflated, or all is read.</param>
    /// <param name="syntax">How the data set is encoded.</param>
    /// <exception cref="DicomFormatException">The data set is malformed or truncated.</exception>
    public static FrameTable Read(Stream dataSet, TransferSyntax syntax)
    {
        var image = ImageDescription.Read(dataSet, syntax);
        if (image.Pixels is not { } pixels) return Flawed(syntax, "the instance has no pixel data");
        if (image.Pixels.Fragments is not { } fragments) return Native(image, pixels, syntax);
        if (syntax.IsVideo) return Flawed(syntax, $"the frames of {syntax.Name} are not apart from one another; the whole is its bulk data");

        return FrameBoundaries.Of(fragments, image, syntax) is { } first
            ? new FrameTable(syntax, [.. fragments.Select(fragment => fragment.Range)], first)
            : Flawed(syntax, $"{fragments.Count} fragments cannot be told apart as {image.NumberOfFrames} frames");
    }

    /// <summary>
    /// A frame as it is stored, native samples in little endian byte order. Frames of single bits are packed without regard
    /// to bytes (PS3.5 §8.1.1): what belongs to their neighbours is cut off.
    /// </summary>
    /// <param name="frame">From 0 to <see cref="Count"/> - 1.</param>
    /// <param name="open">Opens a range of the data set.</param>
    public Stream OpenRead(int frame, Func<ByteRange, Stream> open)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, Count);
        if (IsEncapsulated)
        {
            var fragments = new ArraySegment<ByteRange>(_fragments, _first[frame], _first[frame + 1] - _first[frame]);
            return new LittleEndianStream(fragments, open, wordSize: 1);
        }

        var firstBit = _frameBits * frame;
        var first = firstBit / 8;
        var bytes = _pixels.OpenRead(first, ((firstBit + _frameBits + 7) / 8) - first, open);
        return _frameBits % 8 == 0 ? bytes : new ShiftedBitStream(bytes, (int)(firstBit % 8), _frameBits);
    }

    /// <summary>What <see cref="OpenRead"/> opens, whole.</summary>
    /// <exception cref="DicomFormatException">The frame is longer than an array can be.</exception>
    public byte[] ReadFrame(int frame, Func<ByteRange, Stream> open)
    {
        var length = LengthOf(frame);
        if (length > Array.MaxLength) throw new DicomFormatException($"Frame {frame + 1} is {length} bytes long as it is stored.");

        var bytes = new byte[length];
        using var stream = OpenRead(frame, open);
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Bytes of a frame once it is cut out.</summary>
    public long LengthOf(int frame)
    {
        if (!IsEncapsulated) return (_frameBits + 7) / 8;

        long length = 0;
        for (var i = _first[frame]; i < _first[frame + 1]; i++) length += _fragments[i].Length;
        return length;
    }

    private static FrameTable Native(ImageDescription image, PixelElement pixels, TransferSyntax syntax)
    {
        if (image.BitsPerFrame is not > 0) return Flawed(syntax, "the instance does not say how large its frames are");

        // What was cut short, or never written, is no frame.
        var whole = pixels.Value.Length * 8 / image.BitsPerFrame;
        return whole == 0
            ? Flawed(syntax, "its pixel data is shorter than one frame")
            : new FrameTable(pixels, syntax, image.BitsPerFrame, (int)Math.Min(whole, image.NumberOfFrames));
    }

    private static FrameTable Flawed(TransferSyntax syntax, string flaw) => new(syntax) { Flaw = flaw };
}
