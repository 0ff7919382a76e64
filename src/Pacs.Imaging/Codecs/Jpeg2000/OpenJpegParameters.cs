using System.Runtime.InteropServices;

namespace Pacs.Imaging.Codecs.Jpeg2000;

/// <summary>What is set of opj_cparameters_t; all else keeps its default.</summary>
[StructLayout(LayoutKind.Explicit)]
internal struct OpenJpegParameters
{
    /// <summary>cp_disto_alloc</summary>
    [FieldOffset(20)]
    public int AllocatesByRate;

    /// <summary>tcp_numlayers</summary>
    [FieldOffset(4796)]
    public int Layers;

    /// <summary>tcp_rates[0]</summary>
    [FieldOffset(4800)]
    public float FirstRate;

    /// <summary>numresolution</summary>
    [FieldOffset(5600)]
    public int Resolutions;

    /// <summary>irreversible</summary>
    [FieldOffset(5616)]
    public int IsIrreversible;

    /// <summary>tcp_mct</summary>
    [FieldOffset(18698)]
    public byte ColourTransform;
}
