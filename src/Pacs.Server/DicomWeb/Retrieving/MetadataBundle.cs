using System.Buffers.Binary;
using System.Text;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>
/// The metadata of a series as DICOM JSON, deflated: its objects with commas between them, without the brackets of the
/// array. In a file of its own:
/// </summary>
// "PMB2" (4), CRC-32 of the text (4), length of the text (8), instances left out (4), length of the root (4), root,
// raw deflate without a final block
internal sealed class MetadataBundle : IDisposable
{
    private const int FixedLength = 24;

    /// <summary>A request's headers are shorter: more is damage.</summary>
    private const int LongestRoot = 1 << 20;

    /// <summary>What could not be read may be there again: a disk that failed, a file that was missing.</summary>
    private static readonly TimeSpan IncompleteIsKept = TimeSpan.FromMinutes(1);

    private MetadataBundle(FileStream deflated, ReadOnlySpan<byte> header, string root)
    {
        Deflated = deflated;
        Crc = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        Length = BinaryPrimitives.ReadInt64LittleEndian(header[8..]);
        LeftOut = BinaryPrimitives.ReadInt32LittleEndian(header[16..]);
        Root = root;
    }

    private static ReadOnlySpan<byte> Magic => "PMB2"u8;

    /// <summary>At the first deflated byte.</summary>
    public FileStream Deflated { get; }

    /// <summary>The CRC-32 of the text.</summary>
    public uint Crc { get; }

    /// <summary>Bytes of the text; 0 for a series whose last instance has just been deleted.</summary>
    public long Length { get; }

    /// <summary>How many instances could not be read.</summary>
    public int LeftOut { get; }

    /// <summary>What the URLs in it begin with.</summary>
    public string Root { get; }

    /// <summary>Null when there is none that can be used at this time.</summary>
    public static MetadataBundle? TryOpen(string path, DateTimeOffset now)
    {
        if (!File.Exists(path)) return null;

        FileStream? file = null;
        try
        {
            file = new FileStream(path, new FileStreamOptions { Share = FileShare.Read | FileShare.Delete, BufferSize = 0 });
            Span<byte> header = stackalloc byte[FixedLength];
            if (file.ReadAtLeast(header, FixedLength, throwOnEndOfStream: false) == FixedLength && header.StartsWith(Magic) &&
                BinaryPrimitives.ReadInt32LittleEndian(header[20..]) is >= 0 and <= LongestRoot and var rootLength)
            {
                var root = new byte[rootLength];
                file.ReadExactly(root);
                var bundle = new MetadataBundle(file, header, Encoding.UTF8.GetString(root));
                if (bundle.LeftOut == 0 || now - File.GetLastWriteTimeUtc(path) < IncompleteIsKept) return bundle;
            }
        }
        catch (IOException)
        {
            // Removed since, to make room.
        }

        file?.Dispose();
        return null;
    }

    /// <summary>The bytes in front of what is deflated, of a length that only the root decides.</summary>
    public static byte[] HeaderOf(uint crc, long length, int leftOut, string root)
    {
        var url = Encoding.UTF8.GetBytes(root);
        var header = new byte[FixedLength + url.Length];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), crc);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), leftOut);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), url.Length);
        url.CopyTo(header, FixedLength);
        return header;
    }

    public void Dispose() => Deflated.Dispose();
}
