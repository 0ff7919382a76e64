using System.Runtime.InteropServices;

namespace Pacs.Imaging.Codecs.Jpeg2000;

/// <summary>opj_image_cmptparm_t</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OpenJpegComponentParameters
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
}
