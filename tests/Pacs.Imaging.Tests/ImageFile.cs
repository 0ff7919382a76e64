using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Pixels;
using Pacs.Dicom.Transfer;
using Pacs.Imaging.Rendering;

namespace Pacs.Imaging.Tests;

/// <summary>A DICOM file with pixels in it, in memory.</summary>
internal sealed class ImageFile
{
    private readonly byte[] _dataSet;

    private ImageFile(byte[] dataSet, TransferSyntax syntax)
    {
        _dataSet = dataSet;
        Syntax = syntax;
        Attributes = DataSetParser.Read(new MemoryStream(dataSet), syntax, FrameRenderer.Bounds);
        Frames = FrameTable.Read(new MemoryStream(dataSet), syntax);
    }

    public TransferSyntax Syntax { get; }

    public DataSet Attributes { get; }

    public FrameTable Frames { get; }

    public static ImageFile Read(string path)
    {
        var file = File.ReadAllBytes(path);
        var content = Part10Reader.Read(file);
        var dataSet = file[(int)content.DataSetOffset..];
        if (content.TransferSyntax.IsDeflated)
        {
            using var converted = new MemoryStream();
            using var inflating = DataSetConverter.OpenRead(
                new MemoryStream(dataSet), content.TransferSyntax, TransferSyntax.ExplicitVrLittleEndian);
            inflating.CopyTo(converted);
            return new ImageFile(converted.ToArray(), TransferSyntax.ExplicitVrLittleEndian);
        }

        return new ImageFile(dataSet, content.TransferSyntax);
    }

    /// <summary>Some bytes of the data set.</summary>
    public Stream OpenRange(ByteRange range) => new MemoryStream(_dataSet, (int)range.Offset, (int)range.Length, writable: false);

    /// <summary>A frame as it is stored.</summary>
    public byte[] Stored(int frame)
    {
        using var bytes = new MemoryStream();
        using var stream = Frames.OpenRead(frame, OpenRange);
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
