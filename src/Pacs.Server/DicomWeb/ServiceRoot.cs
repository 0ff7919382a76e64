namespace Pacs.Server.DicomWeb;

/// <summary>Where a client reaches the service, for the URLs in answers.</summary>
internal static class ServiceRoot
{
    /// <summary>
    /// As the client called it, with the tenant and without a slash at the end, such as
    /// <c>https://pacs.example/prefix/dicom-web</c>.
    /// </summary>
    public static string Of(HttpContext context)
    {
        var request = context.Request;
        var tenant = ServedTenant.Of(context);
        var path = tenant == DicomWebDoor.DefaultTenant ? DicomWebDoor.Path : $"{DicomWebDoor.Path}/{tenant}";

        // HTTP/1.0 does without a host; then the URL is relative to what the client knows.
        return request.Host.HasValue
            ? $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}{path}"
            : $"{request.PathBase.ToUriComponent()}{path}";
    }
}
