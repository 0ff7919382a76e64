using System.Buffers;
using System.CommandLine;
using Pacs.Dicom;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Pixels;
using Pacs.Imaging.Rendering;
using Pacs.Imaging.Rendering.Gif;
using Pacs.Server.Cli.Sources;
using Pacs.Server.Rendering;

namespace Pacs.Server.Cli;

/// <summary><c>pacs render</c>: an image as a picture.</summary>
internal static class RenderCommand
{
    private static readonly Argument<string> Image = new("FILE") { Description = "A DICOM file with an image." };

    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "The picture: its name ends in .png, .jpg, .webp or .gif. Of several frames a GIF has all, unless one is asked for.",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<int?> Frame = new("--frame", "-f")
    {
        Description = "Which frame, from 1 (default: the representative or middle one).",
        HelpName = "N",
    };

    private static readonly Option<string?> Window = new("--window", "-w")
    {
        Description = "Center and width of the greyscale window, perhaps with a function: 40,400 or 40,400,sigmoid (default: the image's own).",
        HelpName = "C,W",
    };

    private static readonly Option<string?> ViewportOption = new("--viewport", "-v")
    {
        Description = "Size of the picture, perhaps with a part of the image: 512,512 or 512,512,LEFT,TOP,WIDTH,HEIGHT (default: its own size).",
        HelpName = "W,H",
    };

    private static readonly Option<int> Quality = new("--quality", "-q")
    {
        Description = "Of JPEG and WebP, from 1 to 100.",
        HelpName = "N",
        DefaultValueFactory = _ => PictureEncoder.UsualQuality,
    };

    private static readonly Option<bool> Annotate = new("--annotate", "-a") { Description = "Write patient and technique on the picture." };

    public static Verb Create() => new("render", "Make a picture of a DICOM image.", RunAsync)
    {
        Notes = "The picture is what the archive gives over DICOMweb: modality and VOI transformations, palettes, overlays, square pixels.",
        Examples =
        [
            "pacs render image.dcm -o image.png",
            "pacs render image.dcm -o lung.jpg --window -600,1500 --viewport 800,800",
            "pacs render cine.dcm -o cine.gif",
        ],
        Arguments = { Image },
        Options = { Output, Frame, Window, ViewportOption, Quality, Annotate },
    };

    private static async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var output = arguments.GetRequiredValue(Output);
        if (FormatOf(output) is not { } format) return Misused(terminal, $"{output} has to end in .png, .jpg, .webp or .gif.");
        if (arguments.GetValue(Quality) is not (>= 1 and <= 100 and var quality)) return Misused(terminal, "The quality is from 1 to 100.");

        var request = new RenderingRequest { ShowsPatient = arguments.GetValue(Annotate), ShowsTechnique = arguments.GetValue(Annotate) };
        if (arguments.GetValue(Window) is { } window)
        {
            request = request with { Window = WindowParameter.Parse(window) };
            if (request.Window is null) return Misused(terminal, $"{WindowParameter.Grammar}.");
        }

        if (arguments.GetValue(ViewportOption) is { } viewport)
        {
            request = request with { Viewport = ViewportParameter.Parse(viewport) };
            if (request.Viewport is null) return Misused(terminal, $"{ViewportParameter.Grammar}.");
        }

        var path = arguments.GetRequiredValue(Image);
        try
        {
            var picture = await RenderAsync(path, format, arguments.GetValue(Frame), quality, request, cancellationToken);
            await File.WriteAllBytesAsync(output, picture, cancellationToken);
            return ExitCode.Success;
        }
        catch (DicomFormatException e)
        {
            terminal.Complain($"{path} cannot be rendered: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Complain(e.Message);
        }

        return ExitCode.Failure;
    }

    private static int Misused(Terminal terminal, string why)
    {
        terminal.Complain(why);
        return ExitCode.Usage;
    }

    private static async Task<byte[]> RenderAsync(
        string path, PictureFormat format, int? frame, int quality, RenderingRequest request, CancellationToken cancellationToken)
    {
        if (PictureEncoder.Refusal is { } missing) throw new DicomFormatException(missing);

        var dataSet = await FileDataSet.FindAsync(path, cancellationToken);
        await using var head = dataSet.Open();
        var attributes = DataSetParser.Read(head, dataSet.TransferSyntax, FrameRenderer.Bounds);
        await using var body = dataSet.Open();
        var frames = FrameTable.Read(body, dataSet.TransferSyntax);
        if (!FrameRenderer.TryCreate(attributes, frames, out var renderer, out var refusal)) throw new DicomFormatException(refusal);
        if (frame is < 1 || frame > renderer.Count) throw new DicomFormatException($"It has frames 1 to {renderer.Count}.");

        if (format == PictureFormat.Gif && frame is null && renderer.Count > 1)
        {
            var output = new ArrayBufferWriter<byte>();
            var gif = new GifWriter(output, renderer.FrameTime);
            for (var i = 0; i < renderer.Count; i++) gif.Add(renderer.Render(i, dataSet.OpenRange, request, cancellationToken));
            gif.End();
            return output.WrittenSpan.ToArray();
        }

        var picture = renderer.Render((frame - 1) ?? renderer.Representative, dataSet.OpenRange, request, cancellationToken);
        return PictureEncoder.Encode(picture, format, quality);
    }

    private static PictureFormat? FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PNG" => PictureFormat.Png,
        ".JPG" or ".JPEG" => PictureFormat.Jpeg,
        ".WEBP" => PictureFormat.WebP,
        ".GIF" => PictureFormat.Gif,
        _ => null,
    };
}
