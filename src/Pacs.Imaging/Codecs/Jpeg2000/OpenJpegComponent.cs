using System.Runtime.InteropServices;

namespace Pacs.Imaging.Codecs.Jpeg2000;

/// <summary>opj_image_comp_t</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OpenJpegComponent
{
    public uint HorizontalSeparation;
    public uint VerticalSeparation;
    public uint Width;
    public uint Height;
    public uint Left;
    public uint Top;
    public uint Precision;
    public uint Depth;
    public uint IsSigned;
    public uint DecodedResolutions;
    public uint Factor;
    public int* Samples;
    public ushort Alpha;
}
