namespace Pacs.Imaging.Workers;

/// <summary>
/// Where a worker puts names for a program that wants files. Whoever ends a worker while it is about a frame removes what it left.
/// </summary>
internal static class FrameFolder
{
    public static string Create() => Directory.CreateTempSubdirectory(PrefixOf(Environment.ProcessId)).FullName;

    /// <summary>Removes those of a process that has ended.</summary>
    public static void RemoveOf(int processId)
    {
        try
        {
            foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), $"{PrefixOf(processId)}*")) Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Links that lead nowhere: that they stay harms nothing.
        }
    }

    private static string PrefixOf(int processId) => $"pacs-frame-{processId}-";
}
