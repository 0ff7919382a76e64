using Pacs.Archive.Retrieve;
using Pacs.Dicom.DataSets;
using Pacs.Server.DicomWeb.Rendering;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>One instance by query parameters (PS3.18 §9), for viewers that know nothing newer.</summary>
internal sealed class WadoUriRetrieval(ArchiveRetrieve retrieve, UriRendering rendering)
{
    private const string Dicom = "application/dicom";

    public async Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (FlawOf(query) is { } flaw)
        {
            await flaw.WriteAsync(context);
            return;
        }

        var instance = retrieve.FindInstance(
            ServedTenant.Of(context), query["studyUID"].ToString(), query["seriesUID"].ToString(), query["objectUID"].ToString());
        if (instance is null)
        {
            await RequestedObject.NotHeld("instance").WriteAsync(context);
            return;
        }

        if (!IsDicom(query))
        {
            await rendering.AnswerAsync(context, instance);
            return;
        }

        var syntaxes = new SyntaxChoice(query["transferSyntax"] is [{ Length: > 0 } uid] ? uid : null);
        if (syntaxes.For(instance.TransferSyntax) is null)
        {
            await SyntaxChoice.Refusal(instance.TransferSyntax).WriteAsync(context);
            return;
        }

        if (!Validators.IsUnchanged(context, instance.Version, $"uri-{syntaxes.Form}"))
        {
            await DicomRetrieval.WriteSingleAsync(context, instance, syntaxes);
        }
    }

    private static Problem? FlawOf(IQueryCollection query)
    {
        if (query["requestType"] is not ["WADO"]) return new Problem(StatusCodes.Status400BadRequest, "requestType has to be WADO.");

        foreach (var name in (string[])["studyUID", "seriesUID", "objectUID"])
        {
            if (query[name] is not [{ } uid] || !UidText.IsValid(uid))
            {
                return new Problem(StatusCodes.Status400BadRequest, $"{name} has to be there once, and a UID: digits and dots, 64 at most.");
            }
        }

        return query.ContainsKey("anonymize")
            ? new Problem(StatusCodes.Status406NotAcceptable, "Instances are not anonymised on retrieval.")
            : null;
    }

    private static bool IsDicom(IQueryCollection query) =>
        query["contentType"].ToString().Split(',', ';')[0].Trim().Equals(Dicom, StringComparison.OrdinalIgnoreCase);
}
