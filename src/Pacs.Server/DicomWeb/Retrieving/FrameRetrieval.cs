using Pacs.Archive.Retrieve;
using Pacs.Dicom;
using Pacs.Server.DicomWeb.Multipart;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>Frames of an instance (PS3.18 §10.4.1.1.3): as stored, native ones in little endian byte order, or converted without loss.</summary>
internal sealed class FrameRetrieval(ArchiveRetrieve retrieve)
{
    public async Task AnswerAsync(HttpContext context)
    {
        if (await RequestedObject.FindInstanceAsync(context, retrieve) is not { } instance) return;
        if (await RequestedObject.ReadFramesAsync(context) is not { } numbers) return;

        await AnswerAsync(context, instance, retrieve.ReadFrames(instance), numbers);
    }

    /// <summary>All frames.</summary>
    public Task AnswerAsync(HttpContext context, StoredInstance instance)
    {
        var frames = retrieve.ReadFrames(instance);
        return AnswerAsync(context, instance, frames, [.. Enumerable.Range(1, frames.Table.Count)]);
    }

    private static async Task AnswerAsync(HttpContext context, StoredInstance instance, InstanceFrames frames, IReadOnlyList<int> numbers)
    {
        if (frames.Table.Flaw is { } flaw)
        {
            await new Problem(StatusCodes.Status404NotFound, $"There are no frames to be had: {flaw}.").WriteAsync(context);
            return;
        }

        if (!await RequestedObject.HasFramesAsync(context, numbers, frames.Table.Count)) return;

        var accept = RequestedObject.AcceptOf(context);
        if (BulkMediaChoice.Of(accept, instance.TransferSyntax, numbers.Count == 1, mayBeConverted: true) is not { } media)
        {
            await Refusal(instance).WriteAsync(context);
            return;
        }

        if (Validators.IsUnchanged(context, instance.Version, media.Form)) return;

        if (FrameReading.Of(instance, frames, media.TransferSyntaxUid, out var refusal) is not { } reading)
        {
            await Undecodable(instance, refusal).WriteAsync(context);
            return;
        }

        try
        {
            if (media.IsMultipart) await WritePartsAsync(context, instance, reading, numbers, media);
            else await WriteSingleAsync(context, reading, numbers[0], media);
        }
        catch (DicomFormatException undecodable) when (!context.Response.HasStarted)
        {
            await Undecodable(instance, undecodable.Message).WriteAsync(context);
        }
    }

    /// <summary>Why bulk data cannot be had in what a client takes.</summary>
    public static Problem Refusal(StoredInstance instance)
    {
        var syntax = instance.TransferSyntax;
        var names = FrameMedia.NamesOf(syntax);
        var preferred = FrameMedia.AreSamples(syntax) || names.Count == 0 ? FrameMedia.OctetStream : names[0];
        return new Problem(
            StatusCodes.Status406NotAcceptable,
            $"It is stored as {syntax.Name} ({syntax.Uid}) and can be had, besides what can be made of that, as multipart/related; type=\"{preferred}\"" +
            $"; transfer-syntax={(FrameMedia.AreSamples(syntax) ? "1.2.840.10008.1.2.1" : syntax.Uid)}, or transfer-syntax=*.");
    }

    private static Problem Undecodable(StoredInstance instance, string? why) => new(
        StatusCodes.Status406NotAcceptable, $"{why} Ask for it as it is stored: transfer-syntax=* or transfer-syntax={instance.TransferSyntax}.");

    private static async Task WriteSingleAsync(HttpContext context, FrameReading frames, int number, BulkMediaChoice media)
    {
        var response = context.Response;
        response.ContentType = media.ContentType;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            response.ContentLength = frames.KnownLengthOf(number - 1);
            return;
        }

        await using var frame = frames.Open(number - 1, out var length);
        response.ContentLength = length;
        await response.StartAsync(context.RequestAborted);
        await response.BodyWriter.CopyFromAsync(frame, context.RequestAborted);
    }

    private static async Task WritePartsAsync(
        HttpContext context, StoredInstance instance, FrameReading frames, IReadOnlyList<int> numbers, BulkMediaChoice media)
    {
        var (response, aborted) = (context.Response, context.RequestAborted);
        var parts = new MultipartWriter(response.BodyWriter, media.MediaType);
        response.ContentType = parts.ContentType;
        if (HttpMethods.IsHead(context.Request.Method)) return;

        var url = RequestedObject.UrlOf(ServiceRoot.Of(context), instance);
        foreach (var number in numbers)
        {
            await using var frame = frames.Open(number - 1, out var length);
            if (!response.HasStarted) await response.StartAsync(aborted);
            parts.BeginPart(media.ContentType, $"{url}/frames/{number}", length);
            await response.BodyWriter.CopyFromAsync(frame, aborted);
        }

        parts.End();
    }
}
