using System.Buffers.Binary;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Imaging.Rendering;

/// <summary>An overlay (PS3.3 §C.9.2): graphics that are drawn in white over the image.</summary>
internal sealed class OverlayPlane
{
    private const int Groups = 16;

    private readonly DataSet _image;
    private readonly ushort _group;

    private OverlayPlane(DataSet image, int index)
    {
        _image = image;
        _group = (ushort)(Tags.OverlayRows.Group + (index * 2));
    }

    /// <summary>Draws all graphics of an image; regions of interest, which would cover what they are about, are left out.</summary>
    public static void DrawAll(FrameAttributes frame, StoredSamples samples, Picture picture)
    {
        for (var i = 0; i < Groups; i++)
        {
            var plane = new OverlayPlane(frame.Image, i);
            if (frame.Image.GetString(plane.Its(Tags.OverlayType))?.Trim() is "R") continue;

            if (frame.Image.Find(plane.Its(Tags.OverlayData))?.Value is { IsEmpty: false } bits) plane.Draw(bits.Span, frame.Frame, picture);
            else plane.DrawEmbedded(samples, picture);
        }
    }

    // One bit for each pixel, the lowest of a byte first, the frames of an overlay without regard to bytes (PS3.5 §8.1.2)
    private void Draw(ReadOnlySpan<byte> bits, int frame, Picture picture)
    {
        var rows = _image.GetInt32(Its(Tags.OverlayRows)) ?? 0;
        var columns = _image.GetInt32(Its(Tags.OverlayColumns)) ?? 0;
        var frames = Math.Max(1, _image.GetInt32(Its(Tags.NumberOfFramesInOverlay)) ?? 1);
        var first = _image.GetInt32(Its(Tags.ImageFrameOrigin)) ?? 1;
        var own = frame - (first - 1);
        if (rows <= 0 || columns <= 0 || (frames > 1 && (own < 0 || own >= frames))) return;

        var start = frames > 1 ? (long)rows * columns * own : 0;
        var (top, left) = Origin();
        for (var row = 0; row < rows; row++)
        {
            var y = top + row;
            if (y < 0 || y >= picture.Height) continue;

            for (var column = 0; column < columns; column++)
            {
                var bit = start + ((long)row * columns) + column;
                if (bit / 8 >= bits.Length) return;

                var x = left + column;
                if (x >= 0 && x < picture.Width && ((bits[(int)(bit / 8)] >> (int)(bit % 8)) & 1) != 0) picture.Paint(x, y, byte.MaxValue);
            }
        }
    }

    /// <summary>Retired in 2004: the overlay is a bit of each pixel that the image does not use.</summary>
    private void DrawEmbedded(StoredSamples samples, Picture picture)
    {
        var format = samples.Format;
        if (!samples.AreFew || format.SamplesPerPixel != 1 || !_image.Contains(Its(Tags.OverlayRows)) ||
            _image.GetInt32(Its(Tags.OverlayBitPosition)) is not { } bit || bit < format.BitsStored || bit >= format.BitsAllocated)
        {
            return;
        }

        for (var i = 0; i < samples.Count; i++)
        {
            if (((samples.RawAt(i) >> bit) & 1) != 0) picture.Paint(i % picture.Width, i / picture.Width, byte.MaxValue);
        }
    }

    /// <summary>Row and column of its first pixel, from 0; it may begin outside of the image.</summary>
    private (int Top, int Left) Origin()
    {
        var origin = FrameAttributes.BytesOf(_image, Its(Tags.OverlayOrigin));
        return origin.Length < 4
            ? (0, 0)
            : (BinaryPrimitives.ReadInt16LittleEndian(origin) - 1, BinaryPrimitives.ReadInt16LittleEndian(origin[2..]) - 1);
    }

    private Tag Its(Tag ofFirstGroup) => new(_group, ofFirstGroup.Element);
}
