using System.Runtime.InteropServices;

namespace Pacs.Imaging;

/// <summary>A library of the system that decodes some transfer syntaxes; the archive runs without it and passes those through.</summary>
/// <param name="Library">The name that it is loaded by.</param>
/// <param name="Package">What this system, Debian or Ubuntu, calls it.</param>
/// <param name="Covers">What cannot be decoded without it, or only slowly.</param>
public sealed record NativeCodec(string Library, string Package, string Covers)
{
    /// <summary>JPEG 2000 (ISO 15444-1), and with High-Throughput blocks (ISO 15444-15).</summary>
    public static NativeCodec OpenJpeg { get; } = new("libopenjp2.so.7", "libopenjp2-7", "JPEG 2000 and High-Throughput JPEG 2000");

    /// <summary>JPEG-LS (ITU-T T.87).</summary>
    public static NativeCodec CharLs { get; } = new("libcharls.so.2", "libcharls2", "JPEG-LS");

    /// <summary>JPEG of 8 bits; of grey images it is decoded in managed code without it.</summary>
    public static NativeCodec TurboJpeg { get; } = new(
        "libturbojpeg.so.0", TurboJpegPackageOf(SystemRelease.Here), "JPEG Baseline in colour, and grey at full speed");

    public static IReadOnlyList<NativeCodec> All { get; } = [OpenJpeg, CharLs, TurboJpeg];

    private readonly Lazy<bool> _isPresent = new(() =>
        NativeLibrary.TryLoad(Library, typeof(NativeCodec).Assembly, DllImportSearchPath.SafeDirectories, out _));

    /// <summary>True when it can be loaded on this machine.</summary>
    public bool IsPresent => _isPresent.Value;

    internal static string TurboJpegPackageOf(SystemRelease system) => system.IsUbuntu ? "libturbojpeg" : "libturbojpeg0";

    /// <summary>The command that installs what is missing; null when nothing is.</summary>
    public static string? InstallCommand
    {
        get
        {
            var missing = All.Where(codec => !codec.IsPresent).Select(codec => codec.Package).ToList();
            return missing.Count == 0 ? null : $"apt-get install {string.Join(' ', missing)}";
        }
    }
}
