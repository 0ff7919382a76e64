using System.Reflection;

namespace Pacs.Server.Hosting;

/// <summary>Which Pacs this is.</summary>
internal static class PacsVersion
{
    public static string Text { get; } =
        typeof(PacsVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
