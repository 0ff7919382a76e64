namespace Pacs.Imaging;

/// <summary>Whose system this is, by the lines of <c>/etc/os-release</c> (os-release(5)).</summary>
internal sealed class SystemRelease(IEnumerable<string> lines)
{
    private const string File = "/etc/os-release";

    public static SystemRelease Here { get; } = new(System.IO.File.Exists(File) ? System.IO.File.ReadLines(File) : []);

    /// <summary>True for Ubuntu and what is made of it.</summary>
    public bool IsUbuntu { get; } = lines.Any(line =>
        (line.StartsWith("ID=", StringComparison.Ordinal) || line.StartsWith("ID_LIKE=", StringComparison.Ordinal)) &&
        line.Contains("ubuntu", StringComparison.Ordinal));
}
