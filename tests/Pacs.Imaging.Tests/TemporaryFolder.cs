namespace Pacs.Imaging.Tests;

/// <summary>A folder that is gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pacs-imaging-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
