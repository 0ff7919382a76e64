using Microsoft.Net.Http.Headers;
using Pacs.Archive.Retrieve;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;
using Pacs.Server.DicomWeb.Multipart;
using Tags = Pacs.Dicom.Dictionary.Tags;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>
/// The value of one element (PS3.18 §10.4.1.1.4), by its <see cref="ElementPath"/>: in little endian byte order, whole or a
/// range of it. Compressed pixel data is answered as its frames; a video, whose frames are not apart, as one.
/// </summary>
internal sealed class BulkDataRetrieval(ArchiveRetrieve retrieve, FrameRetrieval frames)
{
    public async Task AnswerAsync(HttpContext context)
    {
        if (await RequestedObject.FindInstanceAsync(context, retrieve) is not { } instance) return;

        if (ElementPath.Parse(context.Request.RouteValues["path"] as string ?? "") is not { } path)
        {
            await new Problem(
                StatusCodes.Status400BadRequest,
                "Bulk data is named by a tag such as 7FE00010, behind the tags and item numbers, from 1, of the sequences around it.").WriteAsync(context);
            return;
        }

        var isPixelData = path.Around.Count == 0 && path.Tag == Tags.PixelData && instance.TransferSyntax.IsEncapsulated;
        if (isPixelData && !instance.TransferSyntax.IsVideo)
        {
            await frames.AnswerAsync(context, instance);
            return;
        }

        if (instance.FindValue(path) is not { } value)
        {
            await new Problem(StatusCodes.Status404NotFound, $"The instance has no value at {path}.").WriteAsync(context);
            return;
        }

        // Only pixel data is compressed; other values are encoded as in Explicit VR Little Endian.
        var syntax = isPixelData ? instance.TransferSyntax : TransferSyntax.ExplicitVrLittleEndian;
        if (BulkMediaChoice.Of(RequestedObject.AcceptOf(context), syntax, mayBeAlone: true, mayBeConverted: false) is not { } media)
        {
            await FrameRetrieval.Refusal(instance).WriteAsync(context);
            return;
        }

        if (Validators.IsUnchanged(context, instance.Version, $"{path.ToString().Replace('/', '.')}-{media.Form}", !media.IsMultipart)) return;

        if (media.IsMultipart) await WritePartAsync(context, instance, value, media);
        else await WriteAloneAsync(context, instance, value, media.ContentType);
    }

    private static async Task WritePartAsync(HttpContext context, StoredInstance instance, ElementValue value, BulkMediaChoice media)
    {
        var response = context.Response;
        var parts = new MultipartWriter(response.BodyWriter, media.MediaType);
        response.ContentType = parts.ContentType;
        if (HttpMethods.IsHead(context.Request.Method)) return;

        await using var bytes = value.OpenRead(instance.OpenRange);
        await response.StartAsync(context.RequestAborted);
        parts.BeginPart(media.ContentType, null, value.Length);
        await response.BodyWriter.CopyFromAsync(bytes, context.RequestAborted);
        parts.End();
    }

    /// <summary>The value as a body of its own, or the range of it that is asked for.</summary>
    public static async Task WriteAloneAsync(HttpContext context, StoredInstance instance, ElementValue value, string contentType)
    {
        var response = context.Response;
        response.ContentType = contentType;
        response.Headers.AcceptRanges = "bytes";
        var length = value.Length;
        var (start, end) = (0L, length);
        if (RangeOf(context) is { } asked)
        {
            (start, end) = Bounds(asked, length);
            if (start >= end)
            {
                response.Headers.ContentRange = $"bytes */{length}";
                await new Problem(StatusCodes.Status416RangeNotSatisfiable, $"The value has {length} bytes.").WriteAsync(context);
                return;
            }

            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {start}-{end - 1}/{length}";
        }

        response.ContentLength = end - start;
        if (HttpMethods.IsHead(context.Request.Method)) return;

        await using var bytes = value.OpenRead(start, end - start, instance.OpenRange);
        await response.StartAsync(context.RequestAborted);
        await response.BodyWriter.CopyFromAsync(bytes, context.RequestAborted);
    }

    /// <summary>The one range that is asked for; several, or other units, get the whole, as RFC 9110 §14.2 allows.</summary>
    private static RangeItemHeaderValue? RangeOf(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && Validators.AllowsRange(context) &&
        RangeHeaderValue.TryParse(context.Request.Headers.Range.ToString(), out var ranges) &&
        ranges.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase) && ranges.Ranges.Count == 1
            ? ranges.Ranges.First()
            : null;

    // first-last, first-, or -suffix (RFC 9110 §14.1.2)
    private static (long Start, long End) Bounds(RangeItemHeaderValue asked, long length) => asked switch
    {
        { From: { } from, To: { } to } => (from, Math.Min(to + 1, length)),
        { From: { } from } => (from, length),
        { To: { } suffix } => (Math.Max(0, length - suffix), length),
        _ => (0, 0),
    };
}
