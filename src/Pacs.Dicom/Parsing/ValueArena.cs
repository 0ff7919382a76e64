namespace Pacs.Dicom.Parsing;

/// <summary>
/// Memory for the values of one data set: short ones lie side by side in shared blocks, so that a header costs a few
/// arrays rather than one per element. Never given back, never reused: the elements own it.
/// </summary>
internal sealed class ValueArena
{
    private const int FirstBlock = 1 << 10;
    private const int LargestBlock = 16 << 10;
    private const int LongestShared = 512;

    // A long value grows from this with the bytes that arrive, not with the length that was announced.
    private const int FirstGrowth = 64 << 10;

    private byte[] _block = [];
    private int _used;
    private byte[] _array = [];
    private int _start;
    private int _length;
    private int _filled;

    /// <summary>Begins a value of the announced length; at most <see cref="Array.MaxLength"/>.</summary>
    public void Begin(int length)
    {
        _length = length;
        _filled = 0;
        if (length > LongestShared)
        {
            _array = new byte[Math.Min(length, FirstGrowth)];
            _start = 0;
            return;
        }

        if (length > _block.Length - _used)
        {
            _block = new byte[Math.Clamp(_block.Length * 2, FirstBlock, LargestBlock)];
            _used = 0;
        }

        _array = _block;
        _start = _used;
        _used += length;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var end = _start + _filled + bytes.Length;
        if (end > _array.Length) Array.Resize(ref _array, (int)Math.Min(_length, Math.Max(end, _array.Length * 2L)));

        bytes.CopyTo(_array.AsSpan(_start + _filled));
        _filled += bytes.Length;
    }

    /// <summary>The value begun last, once all of it was appended.</summary>
    public Memory<byte> End() => _array.AsMemory(_start, _filled);
}
