using System.Buffers;
using System.Text;

namespace Pacs.Server.DicomWeb.Multipart;

/// <summary>
/// Looks for the delimiter of a multipart body: a line end, two hyphens, the boundary. One vectorised search per block of memory;
/// only where two blocks meet a few bytes are copied.
/// </summary>
internal sealed class DelimiterSearch
{
    // LF "--" boundary. A CR before it belongs to it, which is seen to when it is found.
    private readonly byte[] _delimiter;
    private readonly byte[] _seam;

    public DelimiterSearch(string boundary)
    {
        _delimiter = Encoding.Latin1.GetBytes($"\n--{boundary}");
        _seam = new byte[4 * _delimiter.Length];
    }

    public int Length => _delimiter.Length;

    /// <summary>The delimiter without its line end: it may begin the body.</summary>
    public ReadOnlySpan<byte> Dashed => _delimiter.AsSpan(1);

    /// <summary>Where the LF of the first delimiter stands, or how much from the front certainly belongs to no delimiter.</summary>
    /// <param name="buffer">What there is.</param>
    /// <param name="position">Of the LF when found, otherwise how many bytes precede whatever could become one.</param>
    public bool TryFind(ReadOnlySequence<byte> buffer, out long position)
    {
        var first = buffer.FirstSpan;
        var found = first.IndexOf(_delimiter);
        if (found >= 0)
        {
            position = found;
            return true;
        }

        // A whole delimiter but its last byte may lie at the end, and a CR in front of it.
        var kept = _delimiter.Length;
        if (first.Length > kept || buffer.IsSingleSegment)
        {
            position = Math.Max(0, first.Length - kept);
            return false;
        }

        var seam = _seam.AsSpan(0, (int)Math.Min(buffer.Length, _seam.Length));
        buffer.Slice(0, seam.Length).CopyTo(seam);
        found = seam.IndexOf(_delimiter);
        position = found >= 0 ? found : Math.Max(0, seam.Length - kept);
        return found >= 0;
    }
}
