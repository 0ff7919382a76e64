using Pacs.Archive.Retrieve;
using Pacs.Server.DicomWeb.Headers;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>What the path of a request names.</summary>
internal static class RequestedObject
{
    public static IReadOnlyList<StoredSeries> SeriesOf(HttpContext context, ArchiveRetrieve retrieve)
    {
        var path = context.Request.RouteValues;
        return retrieve.FindSeries(ServedTenant.Of(context), Uid(path, "study") ?? "", Uid(path, "series"));
    }

    public static StoredInstance? InstanceOf(HttpContext context, ArchiveRetrieve retrieve)
    {
        var path = context.Request.RouteValues;
        return retrieve.FindInstance(
            ServedTenant.Of(context), Uid(path, "study") ?? "", Uid(path, "series") ?? "", Uid(path, "instance") ?? "");
    }

    /// <summary>The query parameter goes before the header (PS3.18 §8.3.3.1): links have no headers.</summary>
    public static Accept AcceptOf(HttpContext context) =>
        Accept.Parse(context.Request.Query.TryGetValue("accept", out var parameter) ? parameter : context.Request.Headers.Accept);

    /// <summary>Where an instance is, for links in answers.</summary>
    public static string UrlOf(string root, StoredInstance instance) =>
        $"{root}/studies/{instance.StudyInstanceUid}/series/{instance.SeriesInstanceUid}/instances/{instance.SopInstanceUid}";

    public static Problem NotHeld(string what) => new(StatusCodes.Status404NotFound, $"The archive does not hold this {what}.");

    private static string? Uid(RouteValueDictionary path, string name) => path.TryGetValue(name, out var value) ? value as string : null;
}
