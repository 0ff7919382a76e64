using System.Buffers.Binary;

namespace Pacs.Imaging.Rendering;

/// <summary>The samples of a decoded frame as numbers.</summary>
internal sealed class StoredSamples
{
    private readonly byte[] _samples;
    private readonly PixelFormat _format;
    private readonly int _shift;

    /// <param name="samples">A decoded frame.</param>
    /// <param name="format">What it is.</param>
    /// <param name="lowBit">Which bit of its place is the lowest of a sample; 0 but for old images.</param>
    /// <param name="isFloat">True for Float Pixel Data and Double Float Pixel Data.</param>
    public StoredSamples(byte[] samples, PixelFormat format, int lowBit = 0, bool isFloat = false)
    {
        _samples = samples;
        _format = format;
        _shift = Math.Clamp(lowBit, 0, format.BitsAllocated - format.BitsStored);
        IsFloat = isFloat;
    }

    public bool IsFloat { get; }

    public PixelFormat Format => _format;

    /// <summary>True when every sample is one of so few numbers that what becomes of each is best put in a table.</summary>
    public bool AreFew => !IsFloat && _format.BitsAllocated <= 16;

    /// <summary>How many samples there are.</summary>
    public int Count => _format.Rows * _format.Columns * _format.SamplesPerPixel;

    /// <summary>All bits of a sample's place, of 16 at the most.</summary>
    public int RawAt(int index) => _format.BitsAllocated switch
    {
        1 => (_samples[index / 8] >> (index % 8)) & 1,
        8 => _samples[index],
        _ => BinaryPrimitives.ReadUInt16LittleEndian(_samples.AsSpan(index * 2)),
    };

    /// <summary>The bits of a sample alone, of 16 at the most: from 0 to 2^BitsStored - 1.</summary>
    public int BitsAt(int index) => (RawAt(index) >> _shift) & ((1 << _format.BitsStored) - 1);

    /// <summary>The number that these bits are.</summary>
    public int ValueOf(int bits)
    {
        var unused = 32 - _format.BitsStored;
        return _format.IsSigned ? bits << unused >> unused : bits;
    }

    /// <summary>A sample as a number, however many bits it has.</summary>
    public double ValueAt(int index)
    {
        if (AreFew) return ValueOf(BitsAt(index));

        var bytes = _samples.AsSpan(index * _format.BytesPerSample);
        var isShort = _format.BitsAllocated == 32;
        if (IsFloat) return isShort ? BinaryPrimitives.ReadSingleLittleEndian(bytes) : BinaryPrimitives.ReadDoubleLittleEndian(bytes);

        var word = isShort ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var unused = 64 - _format.BitsStored;
        word = word >> _shift << unused;
        return _format.IsSigned ? (long)word >> unused : word >> unused;
    }

    /// <summary>The highest 8 bits of a sample.</summary>
    public byte ByteAt(int index)
    {
        if (!AreFew) return (byte)((ulong)ValueAt(index) >> Math.Max(0, _format.BitsStored - 8));

        var bits = BitsAt(index);
        return (byte)(_format.BitsStored >= 8 ? bits >> (_format.BitsStored - 8) : bits * 255 / ((1 << _format.BitsStored) - 1));
    }
}
