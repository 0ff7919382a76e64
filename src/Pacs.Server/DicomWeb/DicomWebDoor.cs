using Pacs.Archive;
using Pacs.Dicom.DataSets;
using Pacs.Server.DicomWeb.Changes;
using Pacs.Server.DicomWeb.Deleting;
using Pacs.Server.DicomWeb.Describing;
using Pacs.Server.DicomWeb.Qido;
using Pacs.Server.DicomWeb.Rendering;
using Pacs.Server.DicomWeb.Retrieving;
using Pacs.Server.DicomWeb.Storing;
using Pacs.Server.DicomWeb.Surroundings;
using Pacs.Server.Hosting;

namespace Pacs.Server.DicomWeb;

/// <summary>
/// The DICOMweb services (PS3.18 §8 to §10) under <c>/dicom-web</c>, and once more under <c>/dicom-web/{tenant}</c> for each
/// tenant that is configured. What every request meets, whichever service it is for, is here.
/// </summary>
internal static class DicomWebDoor
{
    public const string Path = "/dicom-web";

    public const string DefaultTenant = DicomArchive.DefaultTenant;

    /// <summary>The names that routes have for UIDs.</summary>
    private static readonly string[] UidNames = ["study", "series", "instance"];

    /// <summary>What stands behind the root already, or will: no tenant can be called so.</summary>
    private static readonly string[] Taken =
        [DefaultTenant, "studies", "series", "instances", "changefeed", "bulkdata", "workitems", "wado", "rs", "control", "health"];

    /// <summary>
    /// 1. Nothing that is answered may be taken for another kind of content than it says.
    /// 2. A proxy's word on how the client called counts, if the proxy is known; so does a page of an origin that is.
    /// 3. What stands for a UID in a path is one.
    /// 4. A refusal without a body gets one, and so does what nobody foresaw.
    /// </summary>
    public static void Map(WebApplication app)
    {
        var options = app.Services.GetRequiredService<PacsOptions>();
        var forwarded = new ForwardedRequest(options.TrustedProxies);
        app.Use((context, next) =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            forwarded.Apply(context);
            var path = context.Request.Path;
            return path.StartsWithSegments(Path) || path.StartsWithSegments(RetrieveEndpoints.WadoUri)
                ? ServeAsync(context, next, app.Logger)
                : next(context);
        });
        OtherOrigins.Welcome(app, options.AllowedOrigins);
        WebRoot.Serve(app, options.WebRoot);

        MapServices(app.MapGroup(Path).WithMetadata(new ServedTenant(DefaultTenant)));
        foreach (var tenant in options.Tenants)
        {
            MapServices(app.MapGroup($"{Path}/{tenant}").WithMetadata(new ServedTenant(tenant)));
        }

        RetrieveEndpoints.MapWadoUri(app.MapGroup("").WithMetadata(new ServedTenant(DefaultTenant))); // where older viewers look for it
    }

    /// <summary>True when a tenant cannot have this name.</summary>
    public static bool IsTaken(string tenant) => Taken.Contains(tenant);

    /// <summary>Each service adds its routes; they name what is in a path <c>study</c>, <c>series</c> and <c>instance</c>.</summary>
    private static void MapServices(RouteGroupBuilder door)
    {
        CapabilitiesEndpoints.Map(door);
        QidoEndpoints.Map(door);
        DeletionEndpoints.Map(door);
        ChangeFeedEndpoints.Map(door);
        StowEndpoints.Map(door);
        RetrieveEndpoints.Map(door);
        RenderingEndpoints.Map(door);
    }

    private static async Task ServeAsync(HttpContext context, RequestDelegate next, ILogger logger)
    {
        try
        {
            if (FlawOf(context.Request.RouteValues) is { } flaw)
            {
                await flaw.WriteAsync(context);
                return;
            }

            await next(context);
            await SendRestAsync(context);
            if (BodilessRefusalOf(context) is { } refusal) await refusal.WriteAsync(context);
        }
        catch (Exception broken) when (broken is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            context.Abort(); // nobody is there any more to be told
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await new Problem(bad.StatusCode, bad.Message).WriteAsync(context);
        }
#pragma warning disable CA1031 // The door: one failing request ends here, the others go on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            DicomWebLog.Failed(logger, context.Request.Method, context.Request.Path, failure);
            // Half an answer must not look like a whole one, nor be followed by another.
            var isBegun = context.Response.HasStarted ||
                (context.Response.BodyWriter is { CanGetUnflushedBytes: true } output && output.UnflushedBytes > 0);
            if (isBegun) context.Abort();
            else await new Problem(StatusCodes.Status500InternalServerError, "The archive failed; its log says more.").WriteAsync(context);
        }
    }

    /// <summary>
    /// Of a body whose length was announced and that was sent in part already, the server keeps the rest until more is written or
    /// the connection is closed.
    /// </summary>
    private static async Task SendRestAsync(HttpContext context)
    {
        if (context.Response is { HasStarted: true, BodyWriter: { CanGetUnflushedBytes: true, UnflushedBytes: > 0 } output })
        {
            await output.FlushAsync(context.RequestAborted);
        }
    }

    private static Problem? FlawOf(RouteValueDictionary path)
    {
        foreach (var name in UidNames)
        {
            if (path.TryGetValue(name, out var value) && !UidText.IsValid(value as string))
            {
                return new Problem(
                    StatusCodes.Status400BadRequest, $"What stands for the {name} in the path is not a UID: digits and dots, 64 at most.");
            }
        }

        return null;
    }

    private static Problem? BodilessRefusalOf(HttpContext context)
    {
        if (context.Response is not { StatusCode: >= 400, HasStarted: false, ContentType: null } response) return null;

        return new Problem(response.StatusCode, response.StatusCode switch
        {
            StatusCodes.Status404NotFound => "There is no such resource. The root of the service lists what there is.",
            StatusCodes.Status405MethodNotAllowed => $"The resource can be asked for with {response.Headers.Allow} only.",
            _ => "The request was refused.",
        });
    }
}
