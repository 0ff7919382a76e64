using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Pacs.Server.DicomWeb;

/// <summary>Why a request was not carried out, as problem details (RFC 9457).</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">For whoever wrote the request: what is wrong with it, and what would be right.</param>
internal sealed record Problem(int Status, string Detail)
{
    public const string MediaType = "application/problem+json";

    /// <summary>Answers with it, in place of whatever headers were meant for a success.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        response.Headers.ETag = default;
        response.Headers.LastModified = default;
        response.ContentLength = null;
        await using (var json = new Utf8JsonWriter(response.BodyWriter))
        {
            json.WriteStartObject();
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(Status));
            json.WriteNumber("status", Status);
            json.WriteString("detail", Detail);
            json.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
