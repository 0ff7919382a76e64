using Pacs.Archive.Deletion;
using Pacs.Server.DicomWeb.Describing;
using Pacs.Server.Hosting;

namespace Pacs.Server.DicomWeb.Deleting;

/// <summary>
/// DELETE of a study, a series or an instance, which DICOMweb has no word on and other archives offer in the same way. What
/// is deleted is gone for good; so it has to be switched on.
/// </summary>
internal static class DeletionEndpoints
{
    public static void Map(IEndpointRouteBuilder door)
    {
        var deletion = door.ServiceProvider.GetRequiredService<ArchiveDeletion>();
        var isAllowed = door.ServiceProvider.GetRequiredService<PacsOptions>().AllowDelete;
        foreach (var (path, what) in (ReadOnlySpan<(string, string)>)
            [
                ("/studies/{study}", "study"),
                ("/studies/{study}/series/{series}", "series"),
                ("/studies/{study}/series/{series}/instances/{instance}", "instance"),
            ])
        {
            door.MapDelete(path, context => isAllowed ? DeleteAsync(context, deletion) : RefuseAsync(context))
                .WithMetadata(new Described($"Delete the {what}, with all versions of its instances; Pacs:AllowDelete switches it on."));
        }
    }

    private static Task RefuseAsync(HttpContext context) =>
        new Problem(StatusCodes.Status403Forbidden, "Deleting over HTTP is switched off; Pacs:AllowDelete=true switches it on.").WriteAsync(context);

    private static async Task DeleteAsync(HttpContext context, ArchiveDeletion deletion)
    {
        var path = context.Request.RouteValues;
        var result = await deletion.DeleteAsync(
            ServedTenant.Of(context),
            path["study"] as string ?? "",
            path["series"] as string,
            path["instance"] as string,
            context.RequestAborted);
        var answer = result.Outcome switch
        {
            DeletionOutcome.Deleted => null,
            DeletionOutcome.NotFound => new Problem(StatusCodes.Status404NotFound, "Nothing is held under these UIDs."),
            DeletionOutcome.StorageFailed => new Problem(
                StatusCodes.Status507InsufficientStorage, $"Nothing was deleted, because the deletion could not be written: {result.Reason}"),
            _ => throw new InvalidOperationException($"No deletion ends {result.Outcome}."),
        };
        if (answer is not null) await answer.WriteAsync(context);
        else context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
