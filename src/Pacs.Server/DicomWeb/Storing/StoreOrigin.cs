using Pacs.Server.Hosting;

namespace Pacs.Server.DicomWeb.Storing;

/// <summary>Where the instances of a store request come from and where they are to go.</summary>
/// <param name="Tenant">Whose archive.</param>
/// <param name="Source">Who sends, which decides whether a second version replaces the first.</param>
/// <param name="StudyInstanceUid">The study of the path, which each must belong to; null: any.</param>
internal sealed record StoreOrigin(string Tenant, string Source, string? StudyInstanceUid)
{
    /// <summary>The user where one is known, otherwise the title that stands for all web clients.</summary>
    public static StoreOrigin Of(HttpContext context, PacsOptions options) => new(
        ServedTenant.Of(context),
        context.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name } ? name : options.WebAeTitle,
        context.Request.RouteValues["study"] as string);
}
