using System.Runtime.InteropServices;

namespace Pacs.Imaging;

/// <summary>
/// A library or program of the system that decodes or writes some transfer syntaxes; the archive runs without it and passes those through.
/// </summary>
public sealed class NativeCodec
{
    /// <summary>JPEG 2000 (ISO 15444-1), and with High-Throughput blocks (ISO 15444-15).</summary>
    public static NativeCodec OpenJpeg { get; } = new("libopenjp2.so.7", "libopenjp2-7", "JPEG 2000 and High-Throughput JPEG 2000");

    /// <summary>JPEG-LS (ITU-T T.87).</summary>
    public static NativeCodec CharLs { get; } = new("libcharls.so.2", "libcharls2", "JPEG-LS");

    /// <summary>JPEG of 8 bits; of grey images it is decoded in managed code without it.</summary>
    public static NativeCodec TurboJpeg { get; } = new(
        "libturbojpeg.so.0", TurboJpegPackageOf(SystemRelease.Here), "JPEG Baseline in colour, and grey at full speed");

    /// <summary>Writes JPEG 2000 with High-Throughput blocks: a program, for its library has no functions of C.</summary>
    public static NativeCodec OpenJph { get; } = new(
        "ojph_compress", "openjph-tools", "High-Throughput JPEG 2000, to write it", () => IsOnPath("ojph_compress"));

    public static IReadOnlyList<NativeCodec> All { get; } = [OpenJpeg, CharLs, TurboJpeg, OpenJph];

    private readonly Lazy<bool> _isPresent;

    private NativeCodec(string library, string package, string covers)
        : this(library, package, covers, () => NativeLibrary.TryLoad(library, typeof(NativeCodec).Assembly, DllImportSearchPath.SafeDirectories, out _))
    {
    }

    private NativeCodec(string fileName, string package, string covers, Func<bool> isPresent)
    {
        (FileName, Package, Covers) = (fileName, package, covers);
        _isPresent = new Lazy<bool>(isPresent);
    }

    /// <summary>The library's or program's, by which it is loaded or started.</summary>
    public string FileName { get; }

    /// <summary>What this system, Debian or Ubuntu, calls it.</summary>
    public string Package { get; }

    /// <summary>What cannot be had without it, or only slowly.</summary>
    public string Covers { get; }

    /// <summary>True when it can be loaded, or started, on this machine.</summary>
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

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .Any(path => File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & UnixFileMode.OtherExecute) != 0));
}
