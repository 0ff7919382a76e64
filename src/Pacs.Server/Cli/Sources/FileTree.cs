namespace Pacs.Server.Cli.Sources;

/// <summary>The files that a command line names: themselves, or all that are in a folder and below it.</summary>
internal static class FileTree
{
    /// <summary>
    /// Every file, in ordinal order within its folder. Links to folders are not followed: they may lead in circles. A
    /// folder that cannot be listed is given as if it were a file, so that whoever opens it reports it.
    /// </summary>
    public static IEnumerable<string> Enumerate(IEnumerable<string> paths)
    {
        var folders = new Stack<string>();
        foreach (var path in paths)
        {
            if (!Directory.Exists(path))
            {
                yield return path;
                continue;
            }

            folders.Push(path);
            while (folders.TryPop(out var folder))
            {
                if (ListOf(folder) is not { } entries)
                {
                    yield return folder;
                    continue;
                }

                foreach (var file in entries.OfType<FileInfo>()) yield return Path.Combine(folder, file.Name);

                var inner = entries.OfType<DirectoryInfo>().Where(entry => entry.LinkTarget is null);
                foreach (var one in inner.Reverse()) folders.Push(Path.Combine(folder, one.Name));
            }
        }
    }

    /// <summary>The first path there is nothing at, or null.</summary>
    public static string? FindMissing(IEnumerable<string> paths) => paths.FirstOrDefault(path => !Path.Exists(path));

    private static FileSystemInfo[]? ListOf(string folder)
    {
        try
        {
            var entries = new DirectoryInfo(folder).GetFileSystemInfos();
            Array.Sort(entries, static (one, other) => string.CompareOrdinal(one.Name, other.Name));
            return entries;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return null;
        }
    }
}
