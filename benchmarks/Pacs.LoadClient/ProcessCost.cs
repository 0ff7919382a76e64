using System.Globalization;

namespace Pacs.LoadClient;

/// <summary>What a process and its children have cost so far, from /proc (proc(5)).</summary>
internal static class ProcessCost
{
    private const double TicksPerSecond = 100; // USER_HZ, fixed by the kernel's ABI.

    /// <summary>Seconds of CPU, user and system, of the process, its living children, and those it has waited for.</summary>
    public static double CpuSeconds(int processId) => Tree(processId).Sum(id => Ticks(id)) / TicksPerSecond;

    /// <summary>Bytes resident now, summed over the process and its children.</summary>
    public static long ResidentBytes(int processId) => Tree(processId).Sum(id => StatusBytes(id, "VmRSS:"));

    /// <summary>The most that the process itself has had resident since <see cref="ForgetPeak"/>.</summary>
    public static long PeakBytes(int processId) => StatusBytes(processId, "VmHWM:");

    /// <summary>Without the right to do so the peak stays that of the whole life of the process.</summary>
    public static void ForgetPeak(int processId)
    {
        try
        {
            File.WriteAllText($"/proc/{processId}/clear_refs", "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As said.
        }
    }

    private static List<int> Tree(int root)
    {
        var parents = new List<(int Id, int Parent)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id)) continue;
            if (Fields(id) is { } fields) parents.Add((id, int.Parse(fields[1], CultureInfo.InvariantCulture)));
        }

        var tree = new List<int> { root };
        for (var i = 0; i < tree.Count; i++) tree.AddRange(parents.Where(p => p.Parent == tree[i]).Select(p => p.Id));
        return tree;
    }

    private static long Ticks(int processId) =>
        // utime, stime, cutime, cstime are fields 14 to 17; the first two stand before the closing bracket.
        Fields(processId) is { } fields ? fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) : 0;

    private static string[]? Fields(int processId)
    {
        var stat = Read($"/proc/{processId}/stat");
        return stat?[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static long StatusBytes(int processId, string name)
    {
        var line = Read($"/proc/{processId}/status")?.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line == null ? 0 : 1024 * long.Parse(line[name.Length..^2].Trim(), CultureInfo.InvariantCulture);
    }

    /// <summary>Null when the process has ended between being listed and being read.</summary>
    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
