using System.IO.Compression;
using Pacs.Dicom;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Pixels;
using Pacs.Dicom.Transfer;

namespace Pacs.Server.Cli.Sources;

/// <summary>The data set of a DICOM file, read in pieces.</summary>
internal sealed class FileDataSet
{
    private readonly string _path;
    private readonly long _offset;

    private FileDataSet(string path, long offset, TransferSyntax syntax)
    {
        _path = path;
        _offset = offset;
        TransferSyntax = syntax;
    }

    public TransferSyntax TransferSyntax { get; }

    /// <exception cref="DicomFormatException">It is no DICOM file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<FileDataSet> FindAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var content = await Part10Reader.ReadAsync(file, cancellationToken);
        return new FileDataSet(path, content.DataSetOffset, content.TransferSyntax);
    }

    /// <summary>As it stands in the file.</summary>
    public Stream Open()
    {
        var file = File.OpenRead(_path);
        file.Position = _offset;
        return file;
    }

    /// <summary>Some bytes of it, of a deflated one as inflated.</summary>
    /// <exception cref="DicomFormatException">It ends before the last of them.</exception>
    public Stream OpenRange(ByteRange range)
    {
        using var dataSet = TransferSyntax.IsDeflated ? new DeflateStream(Open(), CompressionMode.Decompress) : Open();
        if (dataSet.CanSeek) dataSet.Position += range.Offset;
        else PassOver(dataSet, range.Offset);

        var bytes = new byte[range.Length];
        return dataSet.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
            ? new MemoryStream(bytes, writable: false)
            : throw new DicomFormatException("The file ends within its pixel data.");
    }

    private static void PassOver(Stream stream, long count)
    {
        Span<byte> block = stackalloc byte[4 << 10];
        while (count > 0 && stream.Read(block[..(int)Math.Min(block.Length, count)]) is > 0 and var read) count -= read;
    }
}
