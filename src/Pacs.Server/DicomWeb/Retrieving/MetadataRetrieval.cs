using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.Net.Http.Headers;
using Pacs.Archive.Retrieve;
using Pacs.Dicom;
using Pacs.Server.DicomWeb.Headers;
using Pacs.Server.DicomWeb.Multipart;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>Instances without their bulk data (PS3.18 §10.4.1.1.2), as DICOM JSON or as parts of Native DICOM Model.</summary>
internal sealed class MetadataRetrieval(ArchiveRetrieve retrieve, MetadataBundles bundles)
{
    private const string XmlPart = "application/dicom+xml";

    private static readonly Offer DicomJson = new("application/dicom+json");

    /// <summary>What else JSON is asked for by.</summary>
    private static readonly Offer Json = new("application/json");

    private static readonly Offer DicomXml = new("multipart/related", XmlPart);

    public async Task AnswerSeriesAsync(HttpContext context)
    {
        if (await RequestedObject.FindSeriesAsync(context, retrieve) is not { } series) return;

        if (await ChooseAsync(context, retrieve.ReadVersion(series)) is not { } offer) return;

        if (offer == DicomXml)
        {
            var instances = series.SelectMany(one => one.ReadInstances()).ToList();
            var readable = instances.Where(IsReadable).ToList();
            if (await IsToldAsync(context, instances.Count - readable.Count, isAny: readable.Count > 0)) await WriteXmlAsync(context, readable);
            return;
        }

        // What is not made yet is made before anything is sent: then it is known whether all is in it.
        var (leftOut, length) = (0, 0L);
        foreach (var one in series)
        {
            using var bundle = await bundles.OpenAsync(one, ServiceRoot.Of(context), context.RequestAborted);
            leftOut += bundle.LeftOut;
            length += bundle.Length;
        }

        if (await IsToldAsync(context, leftOut, isAny: length > 0)) await WriteJsonAsync(context, series);
    }

    public async Task AnswerInstanceAsync(HttpContext context)
    {
        if (await RequestedObject.FindInstanceAsync(context, retrieve) is not { } instance) return;

        if (await ChooseAsync(context, instance.Version) is not { } offer) return;

        if (offer == DicomXml)
        {
            await WriteXmlAsync(context, [instance]);
            return;
        }

        using var text = new MetadataText(ServiceRoot.Of(context));
        var json = text.Of(instance);
        var output = context.Response.BodyWriter;
        context.Response.ContentLength = json.Length + 2;
        output.Write("["u8);
        output.Write(json.Span);
        output.Write("]"u8);
        await output.FlushAsync(context.RequestAborted);
    }

    /// <summary>Null when all is said: the client has it already, asks for the headers only, or takes another media type.</summary>
    private static async Task<Offer?> ChooseAsync(HttpContext context, ContentVersion version)
    {
        if (RequestedObject.AcceptOf(context).Choose(DicomJson, Json, DicomXml) is not { Offer: var offer })
        {
            await new Problem(
                StatusCodes.Status406NotAcceptable,
                $"Metadata can be had as {DicomJson.Essence} or as {DicomXml.Essence}; type=\"{DicomXml.PartType}\".").WriteAsync(context);
            return null;
        }

        if (Validators.IsUnchanged(context, version, offer == DicomXml ? "xml" : "json")) return null;

        context.Response.ContentType = offer.Essence;
        return HttpMethods.IsHead(context.Request.Method) ? null : offer;
    }

    private static async Task WriteXmlAsync(HttpContext context, IEnumerable<StoredInstance> instances)
    {
        var (response, aborted) = (context.Response, context.RequestAborted);
        var parts = new MultipartWriter(response.BodyWriter, XmlPart);
        response.ContentType = parts.ContentType;
        using var text = new MetadataText(ServiceRoot.Of(context));
        await response.StartAsync(aborted);
        foreach (var instance in instances)
        {
            var xml = text.XmlOf(instance);
            parts.BeginPart(XmlPart, contentLocation: null, xml.Length);
            response.BodyWriter.Write(xml.Span);
            await response.BodyWriter.FlushAsync(aborted);
        }

        parts.End();
    }

    private static bool AcceptsGzip(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var encodings) &&
        encodings.Any(encoding => encoding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && encoding.Quality is not 0);

    /// <summary>Says that instances are left out because they cannot be read; false when none are left, and that is all there is to say.</summary>
    private static async Task<bool> IsToldAsync(HttpContext context, int leftOut, bool isAny)
    {
        if (leftOut == 0) return true;

        if (isAny) PartialAnswer.Tell(context, $"{leftOut} instances cannot be read and are left out");
        else await new Problem(StatusCodes.Status500InternalServerError, "The instances cannot be read; the archive's log says more.").WriteAsync(context);
        return isAny;
    }

    private static bool IsReadable(StoredInstance instance)
    {
        try
        {
            instance.ReadMetadata();
            return true;
        }
        catch (Exception unreadable) when (unreadable is IOException or DicomFormatException)
        {
            return false;
        }
    }

    private Task WriteJsonAsync(HttpContext context, IReadOnlyList<StoredSeries> series)
    {
        if (!AcceptsGzip(context.Request)) return WriteInflatedAsync(context, series);

        context.Response.Headers.ContentEncoding = "gzip";
        return WriteDeflatedAsync(context, series);
    }

    private async Task WriteDeflatedAsync(HttpContext context, IReadOnlyList<StoredSeries> series)
    {
        var (output, root, aborted) = (context.Response.BodyWriter, ServiceRoot.Of(context), context.RequestAborted);
        var gzip = new GzipJoin(output);
        var written = 0L;
        for (var i = 0; i < series.Count; i++)
        {
            using var bundle = await bundles.OpenAsync(series[i], root, aborted);
            if (i == 0) gzip.Begin(); // not before: what fails until here is told
            if (bundle.Length == 0) continue;

            gzip.Append(written == 0 ? "["u8 : ","u8);
            if (bundle.Root == root) await gzip.AppendAsync(bundle.Deflated, bundle.Crc, bundle.Length, aborted);
            else await ReplaceRootAsync(bundle, root, gzip.Append, output, aborted);
            written += bundle.Length;
        }

        gzip.Append(written == 0 ? "[]"u8 : "]"u8);
        gzip.End();
        await output.FlushAsync(aborted);
    }

    private async Task WriteInflatedAsync(HttpContext context, IReadOnlyList<StoredSeries> series)
    {
        var (output, root, aborted) = (context.Response.BodyWriter, ServiceRoot.Of(context), context.RequestAborted);
        var isBegun = false;
        foreach (var one in series)
        {
            using var bundle = await bundles.OpenAsync(one, root, aborted);
            if (bundle.Length == 0) continue;

            output.Write(isBegun ? ","u8 : "["u8);
            isBegun = true;
            if (bundle.Root != root)
            {
                await ReplaceRootAsync(bundle, root, output.Write, output, aborted);
                continue;
            }

            await using var text = new DeflateStream(bundle.Deflated, CompressionMode.Decompress);
            await output.CopyFromAsync(text, aborted);
        }

        output.Write(isBegun ? "]"u8 : "[]"u8);
        await output.FlushAsync(aborted);
    }

    private static async Task ReplaceRootAsync(
        MetadataBundle bundle, string root, Action<ReadOnlySpan<byte>> write, PipeWriter output, CancellationToken cancellationToken)
    {
        await using var text = new DeflateStream(bundle.Deflated, CompressionMode.Decompress);
        await new RootReplacement(bundle.Root, root)
            .CopyAsync(text, write, async () => await output.FlushAsync(cancellationToken), cancellationToken);
    }
}
