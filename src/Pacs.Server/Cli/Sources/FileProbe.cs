namespace Pacs.Server.Cli.Sources;

/// <summary>What a file turned out to be: an instance, or for a reason none.</summary>
internal readonly record struct FileProbe(DicomFile? File, string? Reason)
{
    public static FileProbe Of(DicomFile file) => new(file, null);

    public static FileProbe NotAnInstance(string reason) => new(null, reason);
}
