using System.Diagnostics;

namespace Pacs.Conformance.Tests.Rig;

internal static class Needs
{
    private static readonly Dictionary<Need, string?> Missing = new()
    {
        [Need.Dcmtk] = Programs("echoscu", "storescu", "findscu", "movescu", "getscu", "storescp", "dcmqrscp", "dcmdump"),
        [Need.Pydicom] = PythonPackage("pydicom"),
        [Need.Odil] = PythonPackage("odil"),
        [Need.Orthanc] = File.Exists(Orthanc.Program) ? null : "orthanc is not installed",
        [Need.Node] = Programs("node", "npm"),
        [Need.Samples] = Repository.Samples is null ? "the sample files are not beside the repository" : null,
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
