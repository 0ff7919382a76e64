using Pacs.Dicom.Dictionary;

namespace Pacs.Imaging.Tests.References;

/// <summary>What a decoder of others makes of a file.</summary>
/// <param name="Decoder">Its name.</param>
/// <param name="Frames">The values of each frame's samples.</param>
internal sealed record Reference(string Decoder, IReadOnlyList<long[]> Frames)
{
    /// <summary>All that can read the file, the most independent of us first.</summary>
    public static IEnumerable<Reference> Of(string path, ImageFile image, PixelFormat format)
    {
        if (OfFrames(image, format) is { } ofFrames) yield return ofFrames;

        using var folder = new TemporaryFolder();
        foreach (var (name, arguments) in ToolsFor(image.Syntax.Uid))
        {
            var output = Path.Combine(folder.Path, $"{Guid.NewGuid()}.dcm");
            string[] all = [.. arguments, path, output];
            if (!Tool.Run(name, all) || !File.Exists(output)) continue;

            var decoded = ImageFile.Read(output);
            if (decoded.Syntax.IsEncapsulated || decoded.Frames.Count == 0) continue;
            if (!PixelFormat.TryRead(decoded.Attributes, out var theirs, out _)) continue;

            yield return new Reference(
                string.Join(' ', [name, .. arguments]), [.. Enumerable.Range(0, decoded.Frames.Count).Select(frame => SampleValues.Of(decoded.Stored(frame), theirs))]);
        }
    }

    /// <summary>By those that know nothing of DICOM.</summary>
    private static Reference? OfFrames(ImageFile image, PixelFormat format)
    {
        var (name, decode) = image.Syntax.Uid switch
        {
            TransferSyntaxUids.HTJ2K or TransferSyntaxUids.HTJ2KLossless or TransferSyntaxUids.HTJ2KLosslessRPCL =>
                ("OpenJPH", new Func<byte[], long[]?>(frame => Codestreams.OpenJph(frame, format))),
            TransferSyntaxUids.JPEG2000 or TransferSyntaxUids.JPEG2000Lossless when format.SamplesPerPixel == 3 =>
                ("opj_decompress", frame => Codestreams.OpenJpeg(frame)),
            TransferSyntaxUids.DeflatedImageFrameCompression =>
                ("zlib", frame => Codestreams.Zlib(frame) is { } samples ? SampleValues.Of(samples, format) : null),
            _ => ("", null),
        };
        if (decode is null) return null;

        List<long[]?> frames = [.. Enumerable.Range(0, image.Frames.Count).Select(frame => decode(image.Stored(frame)))];
        return frames.Contains(null) ? null : new Reference(name, [.. frames.OfType<long[]>()]);
    }

    private static (string Name, string[] Arguments)[] ToolsFor(string syntax)
    {
        (string, string[]) gdcm = ("gdcmconv", ["--raw"]);
        return syntax switch
        {
            TransferSyntaxUids.RLELossless => [("dcmdrle", []), gdcm],

            // By the data set's word, and by the codestream's where that is another.
            TransferSyntaxUids.JPEGBaseline8Bit or TransferSyntaxUids.JPEGExtended12Bit => [("dcmdjpeg", []), ("dcmdjpeg", ["+cg"]), gdcm],
            TransferSyntaxUids.JPEGLossless or TransferSyntaxUids.JPEGLosslessSV1 => [("dcmdjpeg", []), gdcm],
            TransferSyntaxUids.JPEGLSLossless or TransferSyntaxUids.JPEGLSNearLossless => [("dcmdjpls", []), gdcm],
            TransferSyntaxUids.JPEG2000 or TransferSyntaxUids.JPEG2000Lossless => [gdcm],
            _ => [("dcmconv", ["+te"])],
        };
    }
}
