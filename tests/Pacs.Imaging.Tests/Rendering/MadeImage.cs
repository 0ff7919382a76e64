using System.Buffers.Binary;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Pixels;
using Pacs.Dicom.Transfer;
using Pacs.Imaging.Rendering;

namespace Pacs.Imaging.Tests.Rendering;

/// <summary>A small native image made for a test: greys of 16 bits unless said otherwise.</summary>
internal sealed class MadeImage
{
    private readonly Tag _pixelTag;
    private readonly Vr _pixelVr;
    private readonly byte[] _pixels;

    public MadeImage(int rows, int columns, byte[] pixels, Tag? pixelTag = null, Vr pixelVr = Vr.OW)
    {
        _pixelTag = pixelTag ?? Tags.PixelData;
        _pixelVr = pixelVr;
        _pixels = pixels;
        Attributes.Set(Tags.SamplesPerPixel, 1);
        Attributes.Set(Tags.PhotometricInterpretation, "MONOCHROME2");
        Attributes.Set(Tags.Rows, (ushort)rows);
        Attributes.Set(Tags.Columns, (ushort)columns);
        Attributes.Set(Tags.BitsAllocated, 16);
        Attributes.Set(Tags.BitsStored, 16);
        Attributes.Set(Tags.HighBit, 15);
        Attributes.Set(Tags.PixelRepresentation, (ushort)0);
    }

    public DataSet Attributes { get; } = [];

    /// <summary>One row of samples of 16 bits.</summary>
    public static MadeImage OfWords(params int[] samples) => new(1, samples.Length, Words(samples));

    /// <summary>Samples of 8 bits, so many to a pixel.</summary>
    public static MadeImage OfBytes(int rows, int columns, string photometric, int samplesPerPixel, params byte[] samples)
    {
        var image = new MadeImage(rows, columns, samples, pixelVr: Vr.OB);
        image.Attributes.Set(Tags.SamplesPerPixel, (ushort)samplesPerPixel);
        image.Attributes.Set(Tags.PhotometricInterpretation, photometric);
        image.Attributes.Set(Tags.BitsAllocated, 8);
        image.Attributes.Set(Tags.BitsStored, 8);
        image.Attributes.Set(Tags.HighBit, 7);
        return image;
    }

    public static byte[] Words(params int[] values)
    {
        var bytes = new byte[values.Length * 2];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(i * 2), unchecked((short)values[i]));
        return bytes;
    }

    public static DataElement WordsOf(Tag tag, Vr vr, params int[] values) => new(tag, vr, Words(values));

    /// <summary>A sequence with one item.</summary>
    public static DataElement Sequence(Tag tag, params DataElement[] elements) => new(tag, [Item(elements)]);

    public static DataSet Item(params DataElement[] elements)
    {
        var item = new DataSet();
        foreach (var element in elements) item.Set(element);
        return item;
    }

    public static DataElement Text(Tag tag, params string[] values)
    {
        var item = new DataSet();
        item.Set(tag, values);
        return item.Find(tag)!;
    }

    public MadeImage With(params DataElement[] elements)
    {
        foreach (var element in elements) Attributes.Set(element);
        return this;
    }

    public MadeImage With(Tag tag, ushort value)
    {
        Attributes.Set(tag, value);
        return this;
    }

    public bool TryCreateRenderer(out FrameRenderer? renderer, out string? refusal) =>
        FrameRenderer.TryCreate(Parsed(), FrameTable.Read(new MemoryStream(DataSet()), TransferSyntax.ExplicitVrLittleEndian), out renderer, out refusal);

    public Picture Render(RenderingRequest? request = null, int frame = 0)
    {
        Assert.True(TryCreateRenderer(out var renderer, out var refusal), refusal);
        var bytes = DataSet();
        return renderer!.Render(
            frame,
            range => new MemoryStream(bytes, (int)range.Offset, (int)range.Length),
            request ?? RenderingRequest.AsIs,
            CancellationToken.None);
    }

    /// <summary>The greys of a picture that has no colours.</summary>
    public int[] Greys(RenderingRequest? request = null, int frame = 0)
    {
        var picture = Render(request, frame);
        Assert.True(picture.IsGrey);
        return [.. picture.Pixels.Select(grey => (int)grey)];
    }

    /// <summary>Red, green and blue of each pixel.</summary>
    public (int Red, int Green, int Blue)[] Colours()
    {
        var picture = Render();
        Assert.False(picture.IsGrey);
        return [.. picture.Pixels.Chunk(4).Select(pixel => ((int)pixel[0], (int)pixel[1], (int)pixel[2]))];
    }

    /// <summary>In Explicit VR Little Endian.</summary>
    public byte[] DataSet()
    {
        Attributes.Set(new DataElement(_pixelTag, _pixelVr, _pixels.Length % 2 == 0 ? _pixels : [.. _pixels, 0]));
        return DataSetWriter.ToArray(Attributes, TransferSyntax.ExplicitVrLittleEndian);
    }

    private DataSet Parsed() => DataSetParser.Read(new MemoryStream(DataSet()), TransferSyntax.ExplicitVrLittleEndian, FrameRenderer.Bounds);
}
