using System.Text.Json;
using System.Xml;
using Pacs.Server.DicomWeb.Headers;
using Pacs.Server.Hosting;

namespace Pacs.Server.DicomWeb.Describing;

/// <summary>
/// What the service offers (PS3.18 §8.9): a list in JSON, or WADL where that is asked for, and an OpenAPI description. All
/// are made of the routes themselves.
/// </summary>
internal static class CapabilitiesEndpoints
{
    private const string Wadl = "application/vnd.sun.wadl+xml", WadlNamespace = "http://wadl.dev.java.net/2009/02";

    private static readonly Offer[] Offers = [new("application/json"), new(Wadl), new("application/xml")];

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Options];

    public static void Map(IEndpointRouteBuilder door)
    {
        door.MapMethods("/", Methods, AnswerAsync).WithMetadata(new Described("What the service offers, as JSON or WADL."));
        door.MapGet("/openapi.json", context => WriteAsync(context, "application/json", WriteOpenApi))
            .WithMetadata(new Described("This description."));
    }

    private static Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, OPTIONS";
        return Accept.Parse(context.Request.Headers.Accept).Choose(Offers)?.Offer.Essence switch
        {
            "application/json" => WriteAsync(context, "application/json", WriteList),
            { } wadl => WriteWadlAsync(context, wadl),
            null => new Problem(StatusCodes.Status406NotAcceptable, $"The answer can be had as application/json or {Wadl}.").WriteAsync(context),
        };
    }

    private static IReadOnlyList<OfferedResource> ResourcesOf(HttpContext context) =>
        OfferedResource.Of(context.RequestServices.GetRequiredService<EndpointDataSource>(), ServedTenant.Of(context));

    private static async Task WriteAsync(HttpContext context, string mediaType, Action<Utf8JsonWriter, HttpContext> write)
    {
        context.Response.ContentType = mediaType;
        await using (var json = new Utf8JsonWriter(context.Response.BodyWriter)) write(json, context);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    // {"name": .., "version": .., "root": .., "resources": [{"path": .., "methods": [..]}, ..]}
    private static void WriteList(Utf8JsonWriter json, HttpContext context)
    {
        json.WriteStartObject();
        json.WriteString("name", "Pacs");
        json.WriteString("version", PacsVersion.Text);
        json.WriteString("root", ServiceRoot.Of(context));
        json.WriteStartArray("resources");
        foreach (var resource in ResourcesOf(context))
        {
            json.WriteStartObject();
            json.WriteString("path", resource.Path);
            json.WriteStartArray("methods");
            foreach (var (method, _) in resource.Operations) json.WriteStringValue(method);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOpenApi(Utf8JsonWriter json, HttpContext context)
    {
        json.WriteStartObject();
        json.WriteString("openapi", "3.1.0");
        json.WriteStartObject("info");
        json.WriteString("title", "Pacs: DICOMweb (PS3.18)");
        json.WriteString("version", PacsVersion.Text);
        json.WriteEndObject();
        json.WriteStartArray("servers");
        json.WriteStartObject();
        json.WriteString("url", ServiceRoot.Of(context));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("paths");
        foreach (var resource in ResourcesOf(context))
        {
            json.WriteStartObject(resource.Path);
            foreach (var (method, description) in resource.Operations)
            {
#pragma warning disable CA1308 // OpenAPI names methods in lower case.
                json.WriteStartObject(method.ToLowerInvariant());
#pragma warning restore CA1308
                json.WriteString("summary", description.Summary);
                WriteParameters(json, resource.Path, description);
                WriteResponses(json);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter json, string path, Described description)
    {
        json.WriteStartArray("parameters");
        foreach (var step in path.Split('/').Where(step => step.StartsWith('{')))
        {
            WriteParameter(json, step.Trim('{', '}', '*'), "path", "");
        }

        foreach (var parameter in description.Parameters) WriteParameter(json, parameter.Name, "query", parameter.Description);
        json.WriteEndArray();
    }

    private static void WriteParameter(Utf8JsonWriter json, string name, string place, string description)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("in", place);
        if (place == "path") json.WriteBoolean("required", true);
        if (description.Length > 0) json.WriteString("description", description);
        json.WriteStartObject("schema");
        json.WriteString("type", "string");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResponses(Utf8JsonWriter json)
    {
        json.WriteStartObject("responses");
        json.WriteStartObject("2XX");
        json.WriteString("description", "Done.");
        json.WriteEndObject();
        json.WriteStartObject("default");
        json.WriteString("description", "Why not (RFC 9457).");
        json.WriteStartObject("content");
        json.WriteStartObject(Problem.MediaType);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // <application><resources base=".."><resource path=".."><method name=".."/>..
    private static async Task WriteWadlAsync(HttpContext context, string mediaType)
    {
        context.Response.ContentType = mediaType;
        using var text = new MemoryStream();
        await using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Async = true, Encoding = new System.Text.UTF8Encoding(false) }))
        {
            await xml.WriteStartDocumentAsync();
            await xml.WriteStartElementAsync(null, "application", WadlNamespace);
            await xml.WriteStartElementAsync(null, "resources", WadlNamespace);
            await xml.WriteAttributeStringAsync(null, "base", null, ServiceRoot.Of(context));
            foreach (var resource in ResourcesOf(context))
            {
                await xml.WriteStartElementAsync(null, "resource", WadlNamespace);
                await xml.WriteAttributeStringAsync(null, "path", null, resource.Path.TrimStart('/'));
                foreach (var (method, _) in resource.Operations)
                {
                    await xml.WriteStartElementAsync(null, "method", WadlNamespace);
                    await xml.WriteAttributeStringAsync(null, "name", null, method);
                    await xml.WriteEndElementAsync();
                }

                await xml.WriteEndElementAsync();
            }

            await xml.WriteEndDocumentAsync();
        }

        text.Position = 0;
        await text.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
