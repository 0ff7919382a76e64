using System.Text;
using Pacs.Archive.Retrieve;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Server.DicomWeb.Headers;
using Pacs.Server.DicomWeb.Retrieving;

namespace Pacs.Server.DicomWeb.Rendering;

/// <summary>What is held and is no picture but can be looked at (PS3.18 Table 8.7.4-1): a report as text, a document or video as it is.</summary>
internal sealed class RenderedDocument
{
    private const string Html = "text/html", Plain = "text/plain";

    /// <summary>Of the UIDs of structured reports, and of no others (PS3.4 Table B.5-1).</summary>
    private const string ReportPrefix = "1.2.840.10008.5.1.4.1.1.88.";

    private static readonly ElementPath Document = new([], Tags.EncapsulatedDocument);

    private static readonly ElementPath Video = new([], Tags.PixelData);

    private readonly StoredInstance _instance;
    private readonly ElementPath? _bytes;
    private readonly string[] _mediaTypes;

    private RenderedDocument(StoredInstance instance, string label, ElementPath? bytes, params string[] mediaTypes)
    {
        _instance = instance;
        Label = label;
        _bytes = bytes;
        _mediaTypes = mediaTypes;
    }

    /// <summary>What it is, in a few letters.</summary>
    public string Label { get; }

    /// <summary>Null when the instance is nothing of the kind.</summary>
    public static RenderedDocument? Of(StoredInstance instance) => instance switch
    {
        { TransferSyntax.IsVideo: true } => new RenderedDocument(instance, "VIDEO", Video, [.. FrameMedia.NamesOf(instance.TransferSyntax)]),
        { SopClassUid: SopClasses.EncapsulatedPDFStorage } => new RenderedDocument(instance, "PDF", Document, "application/pdf"),
        { SopClassUid: SopClasses.EncapsulatedCDAStorage } => new RenderedDocument(instance, "CDA", Document, "text/xml"),
        { SopClassUid: SopClasses.KeyObjectSelectionDocumentStorage } => new RenderedDocument(instance, "KO", null, Html, Plain),
        _ when instance.SopClassUid.StartsWith(ReportPrefix, StringComparison.Ordinal) => new RenderedDocument(instance, "SR", null, Html, Plain),
        _ => null,
    };

    public async Task AnswerAsync(HttpContext context, Accept accept)
    {
        if (accept.Choose([.. _mediaTypes.Select(mediaType => new Offer(mediaType))]) is not { Offer.Essence: var mediaType })
        {
            await new Problem(
                StatusCodes.Status406NotAcceptable, $"This is no image; it is rendered as {string.Join(" or ", _mediaTypes)}.").WriteAsync(context);
            return;
        }

        if (Validators.IsUnchanged(context, _instance.Version, $"rendered-{mediaType.Replace('/', '.')}", isStrong: true)) return;

        // Whoever wrote it, nothing of it runs as if it were ours.
        if (mediaType.StartsWith("text/", StringComparison.Ordinal))
        {
            context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'";
        }

        if (_bytes is null) await WriteReportAsync(context, mediaType);
        else if (_instance.FindValue(_bytes) is { } value) await BulkDataRetrieval.WriteAloneAsync(context, _instance, value, mediaType);
        else await PictureResponse.Unrenderable($"it has no value at {_bytes}").WriteAsync(context);
    }

    private async Task WriteReportAsync(HttpContext context, string mediaType)
    {
        DataSet report;
        try
        {
            report = _instance.ReadMetadata();
        }
        catch (DicomFormatException e)
        {
            await PictureResponse.Unrenderable(e.Message).WriteAsync(context);
            return;
        }

        var text = Encoding.UTF8.GetBytes(mediaType == Html ? ReportText.Html(report) : ReportText.Plain(report));
        context.Response.ContentType = $"{mediaType}; charset=utf-8";
        context.Response.ContentLength = text.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.BodyWriter.WriteAsync(text, context.RequestAborted);
    }
}
