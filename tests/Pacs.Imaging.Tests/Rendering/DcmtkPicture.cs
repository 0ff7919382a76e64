using Pacs.Imaging.Tests.References;

namespace Pacs.Imaging.Tests.Rendering;

/// <summary>What dcmj2pnm makes of an image; what it does not decode, others have decoded before.</summary>
internal static class DcmtkPicture
{
    /// <summary>Null when none of them reads it.</summary>
    public static PortablePixmap? Of(string path, string[] options)
    {
        using var folder = new TemporaryFolder();
        var decoded = Path.Combine(folder.Path, "decoded.dcm");
        var picture = Path.Combine(folder.Path, "picture.pnm");
        if (Convert(path)) return PortablePixmap.Read(picture);

        foreach (var (tool, arguments) in ((string, string[])[])[("dcmdjpls", [path, decoded]), ("gdcmconv", ["--raw", path, decoded])])
        {
            if (Tool.Run(tool, arguments) && Convert(decoded)) return PortablePixmap.Read(picture);
        }

        return null;

        bool Convert(string file) => Tool.Run("dcmj2pnm", [.. options, "+op", file, picture]);
    }
}
