using Pacs.Archive.Retrieve;
using Pacs.Dicom;
using Pacs.Imaging.Rendering;
using Pacs.Imaging.Rendering.Gif;
using Pacs.Server.DicomWeb.Multipart;
using Pacs.Server.DicomWeb.Retrieving;

namespace Pacs.Server.DicomWeb.Rendering;

/// <summary>
/// Answers a request with pictures, made one at a time as they are sent. What cannot be rendered is refused before anything is sent.
/// </summary>
internal sealed class PictureResponse(HttpContext context, RenderingSlots slots, RenderingParameters parameters)
{
    private readonly HttpResponse _response = context.Response;
    private readonly CancellationToken _aborted = context.RequestAborted;
    private readonly bool _isHead = HttpMethods.IsHead(context.Request.Method);

    public static Problem Unrenderable(string why) => new(StatusCodes.Status406NotAcceptable, $"It cannot be rendered: {why.TrimEnd('.')}.");

    /// <summary>One picture by itself.</summary>
    /// <param name="image">Of what.</param>
    /// <param name="frame">From 0.</param>
    /// <param name="format">As what.</param>
    public async Task WriteOneAsync(RenderableImage image, int frame, PictureFormat format)
    {
        var (picture, refusal) = await TryMakeAsync(image, frame, format);
        if (picture is null)
        {
            await Unrenderable(refusal).WriteAsync(context);
            return;
        }

        _response.ContentType = PictureMedia.MediaTypeOf(format);
        _response.ContentLength = picture.Length;
        if (!_isHead) await _response.BodyWriter.WriteAsync(picture, _aborted);
    }

    /// <summary>Frames of an image, each in a part.</summary>
    /// <param name="image">Of what.</param>
    /// <param name="url">Where the instance is.</param>
    /// <param name="numbers">Those of the frames, from 1.</param>
    /// <param name="format">As what.</param>
    public async Task WriteFramesAsync(RenderableImage image, string url, IReadOnlyList<int> numbers, PictureFormat format)
    {
        var (first, refusal) = await TryMakeAsync(image, numbers[0] - 1, format);
        if (first is null)
        {
            await Unrenderable(refusal).WriteAsync(context);
            return;
        }

        if (await BeginPartsAsync(format) is not { } parts) return;

        for (var i = 0; i < numbers.Count; i++)
        {
            var picture = i == 0 ? first : await MakeAsync(image, numbers[i] - 1, format);
            await WritePartAsync(parts, format, $"{url}/frames/{numbers[i]}/rendered", picture);
        }

        parts.End();
    }

    /// <summary>A part for each image that can be rendered; what cannot be is left out, and if that is all, it is said why.</summary>
    public async Task WriteAllAsync(ArchiveRetrieve retrieve, IEnumerable<StoredInstance> instances, PictureFormat format)
    {
        var root = ServiceRoot.Of(context);
        var refusal = "it has no instances";
        MultipartWriter? parts = null;
        foreach (var instance in instances)
        {
            var (picture, why) = await TryMakeAsync(retrieve, instance, format);
            if (picture is null)
            {
                refusal = why;
                continue;
            }

            parts ??= await BeginPartsAsync(format);
            if (parts is null) return;

            await WritePartAsync(parts, format, $"{RequestedObject.UrlOf(root, instance)}/rendered", picture);
        }

        if (parts is null) await Unrenderable(refusal).WriteAsync(context);
        else parts.End();
    }

    /// <summary>All frames of an image as one GIF, which moves.</summary>
    public async Task WriteAnimationAsync(RenderableImage image)
    {
        Picture first;
        try
        {
            first = await RenderAsync(image, 0);
        }
        catch (DicomFormatException e)
        {
            await Unrenderable(e.Message).WriteAsync(context);
            return;
        }

        _response.ContentType = PictureMedia.MediaTypeOf(PictureFormat.Gif);
        if (_isHead) return;

        await _response.StartAsync(_aborted);
        var gif = new GifWriter(_response.BodyWriter, image.Renderer.FrameTime);
        for (var frame = 0; frame < image.Renderer.Count; frame++)
        {
            gif.Add(frame == 0 ? first : await RenderAsync(image, frame));
            await _response.BodyWriter.FlushAsync(_aborted);
        }

        gif.End();
    }

    /// <summary>Null when the headers are all that is asked for.</summary>
    private async Task<MultipartWriter?> BeginPartsAsync(PictureFormat format)
    {
        var parts = new MultipartWriter(_response.BodyWriter, PictureMedia.MediaTypeOf(format));
        _response.ContentType = parts.ContentType;
        if (_isHead) return null;

        await _response.StartAsync(_aborted);
        return parts;
    }

    private async Task WritePartAsync(MultipartWriter parts, PictureFormat format, string url, byte[] picture)
    {
        parts.BeginPart(PictureMedia.MediaTypeOf(format), url, picture.Length);
        await _response.BodyWriter.WriteAsync(picture, _aborted);
    }

    private async Task<(byte[]? Picture, string Refusal)> TryMakeAsync(ArchiveRetrieve retrieve, StoredInstance instance, PictureFormat format)
    {
        if (!RenderableImage.TryOpen(retrieve, instance, out var image, out var refusal)) return (null, refusal);
        return image.Renderer.RefusalOf(parameters.Request) is { } outside
            ? (null, outside)
            : await TryMakeAsync(image, image.Renderer.Representative, format);
    }

    private async Task<(byte[]? Picture, string Refusal)> TryMakeAsync(RenderableImage image, int frame, PictureFormat format)
    {
        try
        {
            return (await MakeAsync(image, frame, format), "");
        }
        catch (DicomFormatException e)
        {
            return (null, e.Message);
        }
    }

    private Task<byte[]> MakeAsync(RenderableImage image, int frame, PictureFormat format) => slots.RunAsync(
        () => PictureEncoder.Encode(image.Render(frame, parameters.Request, _aborted), format, parameters.Quality, parameters.Profile), _aborted);

    private Task<Picture> RenderAsync(RenderableImage image, int frame) =>
        slots.RunAsync(() => image.Render(frame, parameters.Request, _aborted), _aborted);
}
