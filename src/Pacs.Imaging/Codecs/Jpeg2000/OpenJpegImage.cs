using System.Runtime.InteropServices;

namespace Pacs.Imaging.Codecs.Jpeg2000;

/// <summary>The beginning of opj_image_t</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OpenJpegImage
{
    public uint Left;
    public uint Top;
    public uint Right;
    public uint Bottom;
    public uint ComponentCount;
    public int ColorSpace;
    public OpenJpegComponent* Components;
}
