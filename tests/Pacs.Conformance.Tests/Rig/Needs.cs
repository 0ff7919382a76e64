using System.Diagnostics;

namespace Pacs.Conformance.Tests.Rig;

internal static class Needs
{
    private static readonly Dictionary<Need, string?> Missing = new()
    {
        [Need.Dcmtk] = Programs("echoscu", "storescu", "findscu", "movescu", "getscu", "storescp", "dcmdump"),
        [Need.Pydicom] = HasPydicom() ? null : "python3-pydicom is not installed",
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

    private static bool HasPydicom()
    {
        if (!File.Exists(PythonOracle.Python)) return false;

        using var python = Process.Start(new ProcessStartInfo(PythonOracle.Python, ["-c", "import pydicom"])
        {
            RedirectStandardError = true,
        });
        python!.WaitForExit();
        return python.ExitCode == 0;
    }
}
