using System.Text;
using Pacs.Server.DicomWeb.Headers;

namespace Pacs.Server.DicomWeb.Multipart;

/// <summary>The headers of a body part (RFC 2046 §5.1, RFC 5322 §2.2), a line each, up to an empty one.</summary>
internal static class PartHeaders
{
    /// <summary>How many bytes they take, the empty line included; null when it is not there yet.</summary>
    public static int? LengthOf(ReadOnlySpan<byte> bytes)
    {
        var start = 0;
        while (bytes[start..].IndexOf((byte)'\n') is >= 0 and var end)
        {
            var line = bytes.Slice(start, end);
            start += end + 1;
            if (line is [] or [(byte)'\r']) return start;
        }

        return null;
    }

    /// <exception cref="MultipartException">A line is no header.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(ReadOnlySpan<byte> bytes, int part)
    {
        var headers = new List<KeyValuePair<string, string>>(4);
        foreach (var lineRange in bytes.Split((byte)'\n'))
        {
            var line = Encoding.UTF8.GetString(bytes[lineRange]).AsSpan().TrimEnd("\r \t");
            if (line.IsEmpty) continue;

            if (line[0] is ' ' or '\t' && headers.Count > 0) // a folded line goes on with the one before
            {
                var (name, value) = headers[^1];
                headers[^1] = KeyValuePair.Create(name, $"{value} {line.Trim()}");
                continue;
            }

            var colon = line.IndexOf(':');
            var key = colon < 0 ? default : line[..colon].TrimEnd();
            if (!HeaderText.IsToken(key)) throw new MultipartException($"Part {part} has a header line that is no header.");

            headers.Add(KeyValuePair.Create(key.ToString(), line[(colon + 1)..].Trim().ToString()));
        }

        return headers;
    }
}
