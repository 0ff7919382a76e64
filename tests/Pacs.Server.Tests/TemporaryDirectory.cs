namespace Pacs.Server.Tests;

internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pacs-server-").FullName;

    /// <summary>The path of something in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public static implicit operator string(TemporaryDirectory directory) => directory.Path;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
