using Microsoft.AspNetCore.Http.Features;
using Pacs.Archive.Ingest;
using Pacs.Dicom;
using Pacs.Network.Messages;
using Pacs.Server.DicomWeb.Headers;
using Pacs.Server.DicomWeb.Multipart;
using Pacs.Server.Hosting;
using Pacs.Server.Statistics;

namespace Pacs.Server.DicomWeb.Storing;

/// <summary>STOW-RS (PS3.18 §10.5): POST of instances to <c>/studies</c> and <c>/studies/{study}</c>.</summary>
internal static class StowEndpoints
{
    private const string Dicom = "application/dicom";

    public static void Map(IEndpointRouteBuilder door)
    {
        door.MapPost("/studies", StoreAsync);
        door.MapPost("/studies/{study}", StoreAsync);
    }

    /// <summary>
    /// 1. What the client can read decides the form of the answer, what it sends who reads it.
    /// 2. Instances go into the archive as they come; what is wrong with one is its own result.
    /// 3. A body that cannot be understood any further is refused as a whole. What came before it is stored and stays: sent
    ///    again, it is found to be there.
    /// </summary>
    private static async Task StoreAsync(HttpContext context)
    {
        var request = context.Request;
        if (StoreResponse.MediaTypeFor(request) is not { } answer)
        {
            await Refuse(406, "The result of storing comes as application/dicom+json or application/dicom+xml; Accept names neither.");
            return;
        }

        var media = MediaType.Parse(request.ContentType);
        var kind = media is { Essence: "multipart/related" } ? media.PartType ?? Dicom : media?.Essence;
        if (media is null || kind is not (Dicom or MetadataInstances.Json or MetadataInstances.Xml))
        {
            await Refuse(
                415,
                "Instances are sent as application/dicom, application/dicom+json or application/dicom+xml: alone, or as multipart/related with that type.");
            return;
        }

        var options = context.RequestServices.GetRequiredService<PacsOptions>();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = options.Limits.HttpBodyBytes;
        }

        await using var transaction = new StoreTransaction(
            context.RequestServices.GetRequiredService<InstanceIngest>(),
            StoreOrigin.Of(context, options),
            context.RequestServices.GetRequiredService<ServerMetrics>());
        try
        {
            if (kind == Dicom) await ReadFilesAsync(context, media, transaction);
            else await ReadMetadataAsync(context, media, options, transaction);
        }
        catch (Exception e) when (e is MultipartException or DicomFormatException)
        {
            await transaction.FinishAsync();
            await Refuse(400, e.Message);
            return;
        }
        catch (MetadataTooLongException e)
        {
            await Refuse(413, e.Message);
            return;
        }

        var results = await transaction.FinishAsync();
        if (results.Count == 0) await Refuse(400, "The body has no instance in it.");
        else await StoreResponse.WriteAsync(context, answer, results);

        Task Refuse(int status, string detail) => new Problem(status, detail).WriteAsync(context);
    }

    private static async Task ReadFilesAsync(HttpContext context, MediaType media, StoreTransaction transaction)
    {
        var cancellation = context.RequestAborted;
        if (!media.IsMultipart)
        {
            await transaction.AddFileAsync(RequestPieces.Of(context.Request.BodyReader, cancellation), cancellation);
            return;
        }

        using var parts = new MultipartReader(context.Request.BodyReader, media.Boundary);
        while (await parts.ReadPartAsync(cancellation) is { } part)
        {
            // A part that does not say is of the root's type; a few say octet-stream.
            if (part.ContentType?.Essence is null or Dicom or "application/octet-stream")
            {
                await transaction.AddFileAsync(RequestPieces.Of(part, cancellation), cancellation);
            }
            else
            {
                transaction.AddFailure(new StoreResult { FailureReason = DimseStatus.CannotUnderstand.Code });
            }
        }
    }

    private static async Task ReadMetadataAsync(HttpContext context, MediaType media, PacsOptions options, StoreTransaction transaction)
    {
        var cancellation = context.RequestAborted;
        var ingest = context.RequestServices.GetRequiredService<InstanceIngest>();
        await using var instances = new MetadataInstances(Path.Combine(options.DataDirectory, "incoming"), ingest.HasRoomFor);
        if (!media.IsMultipart)
        {
            await instances.AddMetadataAsync(media.Essence, RequestPieces.Of(context.Request.BodyReader, cancellation), cancellation);
        }
        else
        {
            using var parts = new MultipartReader(context.Request.BodyReader, media.Boundary);
            while (await parts.ReadPartAsync(cancellation) is { } part)
            {
                var type = part.ContentType?.Essence;
                var pieces = RequestPieces.Of(part, cancellation);
                if (type is MetadataInstances.Json or MetadataInstances.Xml) await instances.AddMetadataAsync(type, pieces, cancellation);
                else await instances.AddBulkDataAsync(part, pieces, cancellation);
            }
        }

        await instances.StoreAsync(transaction, cancellation);
    }
}
