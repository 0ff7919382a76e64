namespace Pacs.Dicom.Parsing;

/// <summary>The header at the end of one piece of input whose rest is in the next.</summary>
internal sealed class CutHeader
{
    private const int LongestHeader = 12;

    private readonly byte[] _bytes = new byte[LongestHeader];
    private int _count;

    public bool IsEmpty => _count == 0;

    /// <summary>True when nothing is here but zeros, which some write after the last element.</summary>
    public bool IsPadding => !_bytes.AsSpan(0, _count).ContainsAnyExcept((byte)0);

    /// <summary>
    /// Moves bytes here from the front of <paramref name="input"/> until there are as many as asked for.
    /// </summary>
    public bool TryGather(scoped ref ReadOnlySpan<byte> input, int count, out ReadOnlySpan<byte> header)
    {
        var taken = Math.Clamp(count - _count, 0, input.Length);
        input[..taken].CopyTo(_bytes.AsSpan(_count));
        input = input[taken..];
        _count += taken;
        header = _bytes;
        return _count >= count;
    }

    public void Clear() => _count = 0;
}
