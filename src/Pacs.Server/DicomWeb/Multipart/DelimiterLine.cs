using System.Buffers;

namespace Pacs.Server.DicomWeb.Multipart;

/// <summary>What follows the boundary on a delimiter's line (RFC 2046 §5.1.1).</summary>
/// <param name="Length">How many bytes, line end included.</param>
/// <param name="IsLast">True when it closes the body.</param>
/// <param name="IsBare">True when the line ends in LF without CR.</param>
internal readonly record struct DelimiterLine(int Length, bool IsLast, bool IsBare)
{
    /// <summary>White space that a relay may have put there; more is no delimiter.</summary>
    private const int MaxPadding = 128;

    /// <param name="rest">The input behind the boundary.</param>
    /// <param name="isWhole">True when nothing comes after it.</param>
    /// <param name="line">When Done.</param>
    // [ "--" ] *LWSP [ CR ] LF; nothing need follow "--"
    public static OperationStatus Read(ReadOnlySequence<byte> rest, bool isWhole, out DelimiterLine line)
    {
        line = default;
        Span<byte> copy = stackalloc byte[MaxPadding + 2];
        copy = copy[..(int)Math.Min(rest.Length, copy.Length)];
        rest.Slice(0, copy.Length).CopyTo(copy);
        ReadOnlySpan<byte> bytes = copy;

        if (bytes.StartsWith("--"u8))
        {
            line = new DelimiterLine(2, IsLast: true, IsBare: false);
            return OperationStatus.Done;
        }

        var padding = bytes.IndexOfAnyExcept(" \t"u8);
        var end = padding < 0 ? [] : bytes[padding..];
        if (end is [(byte)'\n', ..])
        {
            line = new DelimiterLine(padding + 1, IsLast: false, IsBare: true);
            return OperationStatus.Done;
        }

        if (end is [(byte)'\r', (byte)'\n', ..])
        {
            line = new DelimiterLine(padding + 2, IsLast: false, IsBare: false);
            return OperationStatus.Done;
        }

        var mayBecomeOne = end is [] or [(byte)'\r'] || (padding == 0 && end is [(byte)'-']);
        return mayBecomeOne && !isWhole && bytes.Length < MaxPadding + 2 ? OperationStatus.NeedMoreData : OperationStatus.InvalidData;
    }
}
