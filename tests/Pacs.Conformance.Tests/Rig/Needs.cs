using System.Diagnostics;
using Pacs.Sampling;

namespace Pacs.Conformance.Tests.Rig;

internal static class Needs
{
    private static readonly Dictionary<Need, string?> Missing = new()
    {
        [Need.Dcmtk] = Programs("echoscu", "storescu", "findscu", "movescu", "getscu", "storescp", "dcmqrscp", "dcmdump"),
        [Need.Pydicom] = PythonPackage("pydicom"),
        [Need.Odil] = PythonPackage("odil"),
        [Need.Orthanc] = File.Exists(Orthanc.Program) ? null : "orthanc is not installed",
        [Need.DcmjsDimse] = Programs("node", "npm") ?? NpmPackage("dcmjs-dimse@0.3.3"),
        [Need.DicomwebClient] = Programs("node", "npm") ?? NpmPackage("dicomweb-client@0.11.3"),
        [Need.Samples] = SampleFiles.Folder is null ? "the sample files are not beside the repository" : null,
        [Need.Judges] = Programs("dciodvfy", "dcmdump", "dcmconv", "dcmdrle", "dcmdjpeg", "dcmdjpls", "gdcmconv", "opj_decompress"),
        [Need.HighThroughput] = Programs("ojph_compress", "opj_decompress"),
        [Need.Tar] = Programs("tar"),
        [Need.Strace] = Programs("strace"),
    };

    /// <summary>Why a test that wants these cannot run here; null when it can.</summary>
    public static string? WhyNot(params IEnumerable<Need> needs) =>
        needs.Select(need => Missing[need]).FirstOrDefault(reason => reason != null);

    private static string? Programs(params string[] names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        var absent = names.Where(name => !folders.Any(folder => File.Exists(Path.Combine(folder, name)))).ToList();
        return absent.Count == 0 ? null : $"not installed: {string.Join(' ', absent)}";
    }

    private static string? NpmPackage(string name)
    {
        using var npm = Process.Start(new ProcessStartInfo("npm", ["view", name, "version", "--fetch-retries=0", "--fetch-timeout=10000"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        var said = npm!.StandardOutput.ReadToEnd();
        npm.WaitForExit();
        return npm.ExitCode == 0 && said.Length > 0 ? null : $"npm cannot fetch {name}";
    }

    private static string? PythonPackage(string name)
    {
        if (!File.Exists(PythonOracle.Python)) return "python3 is not installed";

        using var python = Process.Start(new ProcessStartInfo(PythonOracle.Python, ["-c", $"import {name}"])
        {
            RedirectStandardError = true,
        });
        python!.WaitForExit();
        return python.ExitCode == 0 ? null : $"python3-{name} is not installed";
    }
}
