using System.Globalization;
using Pacs.Archive.Caching;
using Pacs.Archive.Retrieve;
using Pacs.Dicom;
using Pacs.Dicom.Dictionary;
using Pacs.Imaging.Rendering;
using Pacs.Server.DicomWeb.Retrieving;

namespace Pacs.Server.DicomWeb.Rendering;

/// <summary>
/// One small picture of whatever is held (PS3.18 §10.4.1.1.6): of a study or series of the image that stands for it, of what is no
/// image a card that says what it is.
/// </summary>
internal sealed class ThumbnailRetrieval(ArchiveRetrieve retrieve, RenderingSlots slots, Thumbnails thumbnails)
{
    /// <summary>Differs when the same would be made otherwise than before.</summary>
    private const string Edition = "1";

    private const int UsualSide = 256, LongestSide = 1024;

    private const int Quality = 80;

    private static readonly Viewport Usual = new(UsualSide, UsualSide);

    public async Task AnswerSeriesAsync(HttpContext context)
    {
        if (await RequestedObject.FindSeriesAsync(context, retrieve) is not { } series) return;

        var representative = new RepresentativeImage(retrieve);
        var name = string.Join('+', series.Select(one => one.SeriesInstanceUid));
        await AnswerAsync(context, () => representative.ReadVersion(series), name, viewport =>
        {
            if (representative.Find(series, out var refusal) is { } image)
            {
                return Render(image, image.Renderer.Representative, viewport, context);
            }

            var instance = series.SelectMany(one => one.ReadInstances()).FirstOrDefault();
            return instance is null ? throw new DicomFormatException(refusal) : CardOf(instance, refusal, viewport);
        });
    }

    public async Task AnswerInstanceAsync(HttpContext context)
    {
        if (await RequestedObject.FindInstanceAsync(context, retrieve) is not { } instance) return;

        await AnswerAsync(context, () => VersionOf(context, instance), "representative", viewport =>
            RenderableImage.TryOpen(retrieve, instance, out var image, out var refusal)
                ? Render(image, image.Renderer.Representative, viewport, context)
                : CardOf(instance, refusal, viewport));
    }

    /// <summary>Of several frames the first one named.</summary>
    public async Task AnswerFramesAsync(HttpContext context)
    {
        if (await RequestedObject.FindInstanceAsync(context, retrieve) is not { } instance) return;

        if (await RequestedObject.ReadFramesAsync(context) is not [var number, ..]) return;

        var table = retrieve.ReadFrames(instance).Table;
        if (table.Flaw is null && !await RequestedObject.HasFramesAsync(context, [number], table.Count)) return;

        await AnswerAsync(context, () => VersionOf(context, instance), number.ToString(CultureInfo.InvariantCulture), viewport =>
            RenderableImage.TryOpen(retrieve, instance, out var image, out var refusal)
                ? Render(image, number - 1, viewport, context)
                : throw new DicomFormatException(refusal));
    }

    private static Picture Render(RenderableImage image, int frame, Viewport viewport, HttpContext context) =>
        image.Render(frame, new RenderingRequest { Viewport = viewport }, context.RequestAborted);

    /// <summary>For what is no image; one that merely cannot be rendered is told of in words.</summary>
    private static Picture CardOf(StoredInstance instance, string refusal, Viewport viewport)
    {
        var side = Math.Min(viewport.Width, viewport.Height);
        if (RenderedDocument.Of(instance) is { } document) return Placard.Of(document.Label, side);

        var attributes = instance.ReadMetadata();
        var isImage = Array.Exists([Tags.PixelData, Tags.FloatPixelData, Tags.DoubleFloatPixelData], attributes.Contains);
        if (isImage) throw new DicomFormatException(refusal);
        return Placard.Of(attributes.GetString(Tags.Modality)?.Trim() is { Length: > 0 } modality ? modality : "DATA", side);
    }

    /// <summary>Null when it is not held any more.</summary>
    private ContentVersion? VersionOf(HttpContext context, StoredInstance instance) => retrieve
        .FindInstance(ServedTenant.Of(context), instance.StudyInstanceUid, instance.SeriesInstanceUid, instance.SopInstanceUid)?.Version;

    private async Task AnswerAsync(HttpContext context, Func<ContentVersion?> readVersion, string name, Func<Viewport, Picture> make)
    {
        if (readVersion() is not { } version)
        {
            await RequestedObject.NotHeld("instance").WriteAsync(context);
            return;
        }

        if (PictureEncoder.Refusal is { } missing)
        {
            await PictureResponse.Unrenderable(missing).WriteAsync(context);
            return;
        }

        if (RenderingParameters.ParseThumbnail(context.Request.Query, Usual, out var flaw) is not { } asked)
        {
            if (flaw is not null) await flaw.WriteAsync(context);
            return;
        }

        if (RequestedObject.AcceptOf(context).Choose([.. PictureMedia.SingleOffers]) is not { Offer: var offer })
        {
            await new Problem(StatusCodes.Status406NotAcceptable, $"Thumbnails can be had as {PictureMedia.Names}.").WriteAsync(context);
            return;
        }

        var viewport = new Viewport(Math.Min(asked.Width, LongestSide), Math.Min(asked.Height, LongestSide)) { IsOnlyLimit = true };
        var form = string.Create(
            CultureInfo.InvariantCulture, $"thumbnail-{Edition}-{PictureMedia.FormatOf(offer)}-{viewport.Width}x{viewport.Height}");
        if (Validators.IsUnchanged(context, version, form, isStrong: true)) return;

        var of = $"{version.Tag}\n{name}\n{form}";
        var study = StudyKey.Of(ServedTenant.Of(context), context.Request.RouteValues["study"] as string ?? "");
        try
        {
            if (await thumbnails.FindAsync(study, of, context.RequestAborted) is not { } picture)
            {
                picture = await slots.RunAsync(
                    () => PictureEncoder.Encode(make(viewport), PictureMedia.FormatOf(offer), Quality), context.RequestAborted);
                await thumbnails.KeepAsync(study, of, picture, () => readVersion()?.Tag == version.Tag, context.RequestAborted);
            }

            context.Response.ContentType = offer.Essence;
            context.Response.ContentLength = picture.Length;
            if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.BodyWriter.WriteAsync(picture, context.RequestAborted);
        }
        catch (DicomFormatException e)
        {
            await PictureResponse.Unrenderable(e.Message).WriteAsync(context);
        }
    }
}
