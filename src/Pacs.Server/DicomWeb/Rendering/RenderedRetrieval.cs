using Pacs.Archive.Retrieve;
using Pacs.Imaging.Rendering;
using Pacs.Server.DicomWeb.Headers;
using Pacs.Server.DicomWeb.Retrieving;

namespace Pacs.Server.DicomWeb.Rendering;

/// <summary>
/// Pictures of what is held (PS3.18 §10.4.1.1.5): a frame, an instance or its frames, and of a study or series all images in parts,
/// or alone the one that stands for it. Reports, documents and videos are sent as what they are.
/// </summary>
internal sealed class RenderedRetrieval(ArchiveRetrieve retrieve, RenderingSlots slots)
{
    public async Task AnswerSeriesAsync(HttpContext context)
    {
        if (await RequestedObject.FindSeriesAsync(context, retrieve) is not { } series) return;

        if (await ParametersAsync(context) is not { } parameters) return;
        if (await MediaAsync(context, RequestedObject.AcceptOf(context), areSeveral: true, mayBeAlone: true) is not { } media) return;

        var representative = new RepresentativeImage(retrieve);
        var version = media.IsMultipart ? retrieve.ReadVersion(series) : representative.ReadVersion(series);
        if (IsUnchanged(context, version, media, parameters)) return;

        var response = new PictureResponse(context, slots, parameters);
        if (media.IsMultipart)
        {
            await response.WriteAllAsync(retrieve, series.SelectMany(one => one.ReadInstances()), media.Format);
        }
        else if (representative.Find(series, out var refusal) is not { } image)
        {
            await PictureResponse.Unrenderable(refusal).WriteAsync(context);
        }
        else if (await IsInViewAsync(context, image, parameters))
        {
            await response.WriteOneAsync(image, image.Renderer.Representative, media.Format);
        }
    }

    public async Task AnswerInstanceAsync(HttpContext context)
    {
        if (await RequestedObject.FindInstanceAsync(context, retrieve) is not { } instance) return;

        var accept = RequestedObject.AcceptOf(context);
        if (RenderedDocument.Of(instance) is { } document) await document.AnswerAsync(context, accept);
        else if (await ParametersAsync(context) is { } parameters) await AnswerAsync(context, instance, frames: null, parameters, accept);
    }

    public async Task AnswerFramesAsync(HttpContext context)
    {
        if (await RequestedObject.FindInstanceAsync(context, retrieve) is not { } instance) return;
        if (await RequestedObject.ReadFramesAsync(context) is not { } numbers) return;

        if (await ParametersAsync(context) is { } parameters)
        {
            await AnswerAsync(context, instance, numbers, parameters, RequestedObject.AcceptOf(context));
        }
    }

    /// <param name="context">The request.</param>
    /// <param name="instance">The image.</param>
    /// <param name="frames">
    /// Their numbers; null: the image, which of several frames is all of them in parts or a GIF, and one in other forms.
    /// </param>
    /// <param name="parameters">How it is to look.</param>
    /// <param name="accept">As what it can be.</param>
    public async Task AnswerAsync(
        HttpContext context, StoredInstance instance, IReadOnlyList<int>? frames, RenderingParameters parameters, Accept accept)
    {
        if (!RenderableImage.TryOpen(retrieve, instance, out var image, out var refusal))
        {
            await PictureResponse.Unrenderable(refusal).WriteAsync(context);
            return;
        }

        var count = image.Renderer.Count;
        if (!await RequestedObject.HasFramesAsync(context, frames ?? [], count)) return;
        if (!await IsInViewAsync(context, image, parameters)) return;
        if (await MediaAsync(context, accept, areSeveral: frames?.Count > 1, mayBeAlone: frames is null or [_]) is not { } media) return;
        if (IsUnchanged(context, instance.Version, media, parameters)) return;

        var response = new PictureResponse(context, slots, parameters);
        var url = RequestedObject.UrlOf(ServiceRoot.Of(context), instance);
        if (media.IsMultipart) await response.WriteFramesAsync(image, url, frames ?? [.. Enumerable.Range(1, count)], media.Format);
        else if (frames is [var number]) await response.WriteOneAsync(image, number - 1, media.Format);
        else if (media.Format == PictureFormat.Gif && count > 1) await response.WriteAnimationAsync(image);
        else await response.WriteOneAsync(image, image.Renderer.Representative, media.Format);
    }

    private static bool IsUnchanged(HttpContext context, ContentVersion version, PictureMedia media, RenderingParameters parameters) =>
        Validators.IsUnchanged(context, version, $"rendered-{media.Form}-{parameters.Form}", isStrong: !media.IsMultipart);

    /// <summary>Null when they are wrong, which was told.</summary>
    private static async Task<RenderingParameters?> ParametersAsync(HttpContext context)
    {
        var parameters = RenderingParameters.Parse(context.Request.Query, out var flaw);
        if (flaw is not null) await flaw.WriteAsync(context);
        return parameters;
    }

    /// <summary>Null when there is none, which was told.</summary>
    private static async Task<PictureMedia?> MediaAsync(HttpContext context, Accept accept, bool areSeveral, bool mayBeAlone)
    {
        var media = PictureMedia.Of(accept, areSeveral, mayBeAlone);
        if (media is null)
        {
            await new Problem(
                StatusCodes.Status406NotAcceptable,
                $"{(mayBeAlone ? $"Images are rendered as {PictureMedia.Names}, or in parts: " : "Several frames are rendered in parts: ")}" +
                "multipart/related; type=\"image/jpeg\" and so on.").WriteAsync(context);
        }

        return media;
    }

    private static async Task<bool> IsInViewAsync(HttpContext context, RenderableImage image, RenderingParameters parameters)
    {
        if (image.Renderer.RefusalOf(parameters.Request) is not { } outside) return true;

        await new Problem(StatusCodes.Status400BadRequest, $"The viewport shows nothing: {outside}.").WriteAsync(context);
        return false;
    }
}
