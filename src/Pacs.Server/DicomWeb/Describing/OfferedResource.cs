namespace Pacs.Server.DicomWeb.Describing;

/// <summary>A path of the service and what can be done with it.</summary>
/// <param name="Path">Below the root: <c>/studies/{study}</c>.</param>
/// <param name="Operations">By HTTP method.</param>
internal sealed record OfferedResource(string Path, IReadOnlyList<(string Method, Described Description)> Operations)
{
    /// <summary>What there is for a tenant, as it was mapped: this cannot be out of date.</summary>
    public static IReadOnlyList<OfferedResource> Of(EndpointDataSource endpoints, string tenant)
    {
        var root = tenant == DicomWebDoor.DefaultTenant ? DicomWebDoor.Path : $"{DicomWebDoor.Path}/{tenant}";
        return
        [
            .. endpoints.Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.Metadata.GetMetadata<ServedTenant>()?.Name == tenant)
                .Where(endpoint => endpoint.RoutePattern.RawText?.StartsWith(root, StringComparison.Ordinal) == true) // not /wado
                .GroupBy(endpoint => PathOf(endpoint, root), StringComparer.Ordinal)
                .OrderBy(resource => resource.Key, StringComparer.Ordinal)
                .Select(resource => new OfferedResource(resource.Key, [.. resource.SelectMany(OperationsOf)])),
        ];
    }

    private static string PathOf(RouteEndpoint endpoint, string root)
    {
        var path = (endpoint.RoutePattern.RawText ?? "")[root.Length..];
        return path.Length > 1 ? path.TrimEnd('/') : "/";
    }

    private static IEnumerable<(string, Described)> OperationsOf(RouteEndpoint endpoint)
    {
        var description = endpoint.Metadata.GetMetadata<Described>() ?? new Described("");
        return (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => (method, description));
    }
}
