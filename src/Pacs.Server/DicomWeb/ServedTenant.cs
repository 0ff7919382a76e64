namespace Pacs.Server.DicomWeb;

/// <summary>Of an endpoint: whose archive it opens.</summary>
internal sealed record ServedTenant(string Name)
{
    /// <summary>The tenant of the endpoint that was chosen for a request.</summary>
    public static string Of(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ServedTenant>()?.Name
            ?? throw new InvalidOperationException("No endpoint of the DICOMweb door was chosen.");
}
