namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>
/// What PS3.18 §10.4.3 has for a resource of which only some can be given: 206, and a warning that says why. It is not to be kept,
/// for later it may be whole.
/// </summary>
internal static class PartialAnswer
{
    public static void Tell(HttpContext context, string why)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.Headers.Append("Warning", $"299 pacs \"{why}\"");
        response.Headers.ETag = default;
        response.Headers.LastModified = default;
        response.Headers.CacheControl = "no-store";
    }
}
