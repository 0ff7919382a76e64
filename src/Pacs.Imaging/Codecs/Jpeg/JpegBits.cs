using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>
/// Entropy coded data, bit by bit from the highest on (ITU-T T.81 §F.2.2.5). Behind each byte 0xFF stands a 0 that is none of
/// it; 0xFF before anything else ends it.
/// </summary>
internal ref struct JpegBits
{
    private readonly ReadOnlySpan<byte> _bytes;
    private ulong _held; // the next bits, from the highest
    private int _count;
    private int _madeUp; // bits that stand in for what is not there; they are the last ones held

    public JpegBits(ReadOnlySpan<byte> codestream, int position)
    {
        _bytes = codestream;
        Position = position;
    }

    /// <summary>Of the next byte to take in.</summary>
    public int Position { get; private set; }

    /// <summary>True when more was taken than there is.</summary>
    public readonly bool IsOverdrawn => _madeUp > _count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Peek16()
    {
        if (_count < 32) Fill();
        return (int)(_held >> 48);
    }

    /// <param name="count">0 to 16, and peeked before, or following so many.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count)
    {
        _held <<= count;
        _count -= count;
    }

    /// <summary>Takes a number of 1 to 16 bits behind a symbol: together they are what one filling provides for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(int count)
    {
        var value = (int)(_held >> (64 - count));
        Skip(count);
        return value;
    }

    /// <summary>Passes over what is left before a restart marker, and the marker.</summary>
    public void PassRestart(int number)
    {
        if (IsOverdrawn) throw EndsEarly();

        MoveToMarker();
        if (Position + 1 >= _bytes.Length || _bytes[Position + 1] != JpegMarker.FirstRestart + (number & 7))
        {
            throw new DicomFormatException($"The frame has no restart marker {number & 7} where it must.");
        }

        Position += 2;
    }

    /// <summary>Where the marker behind the data stands.</summary>
    public int End()
    {
        if (IsOverdrawn) throw EndsEarly();

        MoveToMarker();
        return Position;
    }

    public static DicomFormatException EndsEarly() => new("The frame's data ends before its last sample.");

    private void MoveToMarker()
    {
        _held = 0;
        _count = 0;
        _madeUp = 0;
        while (Position < _bytes.Length && !(_bytes[Position] == 0xFF && IsMarkerAt(Position + 1))) Position++;
    }

    private readonly bool IsMarkerAt(int position) => position < _bytes.Length && _bytes[position] is not (0 or 0xFF);

    private void Fill()
    {
        if (_bytes.Length - Position >= 4 && BinaryPrimitives.ReadUInt32BigEndian(_bytes[Position..]) is var word && !Has255(word))
        {
            _held |= (ulong)word << (32 - _count);
            _count += 32;
            Position += 4;
            return;
        }

        for (; _count <= 56; _count += 8) _held |= (ulong)Next() << (56 - _count);
    }

    private byte Next()
    {
        if (Position < _bytes.Length && _bytes[Position] != 0xFF) return _bytes[Position++];
        if (Position + 1 < _bytes.Length && _bytes[Position] == 0xFF && _bytes[Position + 1] == 0)
        {
            Position += 2;
            return 0xFF;
        }

        _madeUp += 8;
        return 0;
    }

    private static bool Has255(uint word) => ((~word - 0x01010101) & word & 0x80808080) != 0;
}
