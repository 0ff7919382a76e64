namespace Pacs.Conformance.Tests.Rig;

/// <summary>Where things are on this machine, seen from the test assembly.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The server as built beside these tests: same configuration, same framework.</summary>
    public static string ServerProgram { get; } = FindServerProgram();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pacs.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"Pacs.sln is nowhere above {AppContext.BaseDirectory}");
    }

    private static string FindServerProgram()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = framework.Parent!;
        return Path.Combine(Root, "src", "Pacs.Server", "bin", configuration.Name, framework.Name, "pacs.dll");
    }
}
