using System.Buffers.Binary;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>
/// The metadata of a series as DICOM JSON, deflated: its objects with commas between them, without the brackets of the
/// array. In a file of its own:
/// </summary>
// "PMB1" (4), CRC-32 of the text (4), length of the text (8), raw deflate without a final block
internal sealed class MetadataBundle : IDisposable
{
    public const int HeaderLength = 16;

    private static ReadOnlySpan<byte> Magic => "PMB1"u8;

    private MetadataBundle(FileStream deflated, uint crc, long length)
    {
        Deflated = deflated;
        Crc = crc;
        Length = length;
    }

    /// <summary>At the first deflated byte.</summary>
    public FileStream Deflated { get; }

    /// <summary>The CRC-32 of the text.</summary>
    public uint Crc { get; }

    /// <summary>Bytes of the text; 0 for a series whose last instance has just been deleted.</summary>
    public long Length { get; }

    /// <summary>Null when there is none that can be used.</summary>
    public static MetadataBundle? TryOpen(string path)
    {
        if (!File.Exists(path)) return null;

        try
        {
            var file = new FileStream(path, new FileStreamOptions { Share = FileShare.Read | FileShare.Delete, BufferSize = 0 });
            Span<byte> header = stackalloc byte[HeaderLength];
            if (file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) == HeaderLength && header.StartsWith(Magic))
            {
                return new MetadataBundle(
                    file, BinaryPrimitives.ReadUInt32LittleEndian(header[4..]), BinaryPrimitives.ReadInt64LittleEndian(header[8..]));
            }

            file.Dispose();
        }
        catch (IOException)
        {
            // Removed since, to make room.
        }

        return null;
    }

    public static void WriteHeader(Span<byte> header, uint crc, long length)
    {
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], crc);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], length);
    }

    public void Dispose() => Deflated.Dispose();
}
