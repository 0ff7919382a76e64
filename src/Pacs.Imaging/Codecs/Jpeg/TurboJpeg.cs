using System.Runtime.InteropServices;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>What is used of libjpeg-turbo (turbojpeg.h).</summary>
internal static unsafe partial class TurboJpeg
{
    private const string Library = "libturbojpeg.so.0";

    public const int Rgb = 0; // TJPF_RGB
    public const int Gray = 6; // TJPF_GRAY
    public const int Subsampled422 = 1; // TJSAMP_422
    public const int SubsampledGray = 3; // TJSAMP_GRAY
    public const int InPlace = 4096 | 1024; // TJFLAG_ACCURATEDCT, TJFLAG_NOREALLOC

    /// <summary>TJFLAG_ACCURATEDCT, TJFLAG_STOPONWARNING: what is only repaired is no image.</summary>
    public const int Strictly = 4096 | 8192;

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    public static partial nint Create();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    public static partial int Destroy(nint decoder);

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    public static partial int Decode(
        nint decoder, byte* source, nuint length, byte* destination, int width, int pitch, int height, int pixelFormat, int flags);

    [LibraryImport(Library, EntryPoint = "tjInitCompress")]
    public static partial nint CreateEncoder();

    /// <summary>Bytes that an image so large may take.</summary>
    [LibraryImport(Library, EntryPoint = "tjBufSize")]
    public static partial nuint LongestOf(int width, int height, int subsampling);

    [LibraryImport(Library, EntryPoint = "tjCompress2")]
    public static partial int Encode(
        nint encoder, byte* source, int width, int pitch, int height, int pixelFormat,
        byte** destination, nuint* length, int subsampling, int quality, int flags);

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    private static partial nint GetMessage(nint decoder);

    public static string MessageOf(nint decoder) => Marshal.PtrToStringUTF8(GetMessage(decoder)) ?? "for no reason given";
}
