using System.Text.Json;
using System.Xml;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Json;
using Pacs.Dicom.Xml;
using Pacs.Server.DicomWeb.Headers;

namespace Pacs.Server.DicomWeb.Storing;

/// <summary>What a store request is answered: a status, and the Store Instances Response module (PS3.18 §10.5.3, §I.2).</summary>
internal static class StoreResponse
{
    private static readonly Offer[] Representations =
        [new("application/dicom+json"), new("application/dicom+xml"), new("application/json")];

    /// <summary>The media type to answer in, or null: the client takes none.</summary>
    public static string? MediaTypeFor(HttpRequest request) =>
        Accept.Parse(request.Headers.Accept).Choose(Representations)?.Offer.Essence;

    public static async Task WriteAsync(HttpContext context, string mediaType, IReadOnlyList<StoreResult> results)
    {
        var response = context.Response;
        var module = ModuleOf(ServiceRoot.Of(context), context.Request.RouteValues["study"] as string, results);
        response.StatusCode = StatusOf(results);
        response.ContentType = mediaType;
        response.Headers.CacheControl = "no-store";
        var body = Encode(module, mediaType);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Tens of bytes per instance.</summary>
    private static byte[] Encode(DataSet module, string mediaType)
    {
        using var body = new MemoryStream();
        if (mediaType == "application/dicom+xml")
        {
            using (var xml = XmlWriter.Create(body, DicomXmlWriter.Settings)) DicomXmlWriter.Write(xml, module);
        }
        else
        {
            using (var json = new Utf8JsonWriter(body)) DicomJsonWriter.Write(json, module);
        }

        return body.ToArray();
    }

    /// <summary>All stored, some, none (PS3.18 Table 10.5.3-1).</summary>
    private static int StatusOf(IReadOnlyList<StoreResult> results)
    {
        var failures = results.Count(result => result.FailureReason is not null);
        if (failures == 0) return StatusCodes.Status200OK;
        return failures == results.Count ? StatusCodes.Status409Conflict : StatusCodes.Status202Accepted;
    }

    private static DataSet ModuleOf(string root, string? study, IReadOnlyList<StoreResult> results)
    {
        var module = new DataSet();
        var stored = results.Where(result => result.FailureReason is null).ToList();
        var studies = stored.Select(result => result.StudyInstanceUid).Distinct().ToList();
        study ??= studies is [{ } only] ? only : null;
        if (study is not null && stored.Count > 0) module.Set(Tags.RetrieveURL, $"{root}/studies/{study}");

        AddSequence(module, Tags.FailedSOPSequence, results.Where(result => result.FailureReason is not null && IsNamed(result)), result =>
        {
            var item = Reference(result);
            item.Set(Tags.FailureReason, result.FailureReason ?? 0);
            return item;
        });
        AddSequence(module, Tags.ReferencedSOPSequence, stored, result =>
        {
            var item = Reference(result);
            item.Set(
                Tags.RetrieveURL,
                $"{root}/studies/{result.StudyInstanceUid}/series/{result.SeriesInstanceUid}/instances/{result.SopInstanceUid}");
            return item;
        });
        AddSequence(module, Tags.OtherFailuresSequence, results.Where(result => result.FailureReason is not null && !IsNamed(result)), result =>
        {
            var item = new DataSet();
            item.Set(Tags.FailureReason, result.FailureReason ?? 0);
            return item;
        });
        return module;
    }

    private static void AddSequence(DataSet module, Tag tag, IEnumerable<StoreResult> results, Func<StoreResult, DataSet> itemOf)
    {
        var items = results.Select(itemOf).ToList();
        if (items.Count > 0) module.Set(new DataElement(tag, items));
    }

    private static bool IsNamed(StoreResult result) => result.SopClassUid is not null && result.SopInstanceUid is not null;

    private static DataSet Reference(StoreResult result)
    {
        var item = new DataSet();
        item.Set(Tags.ReferencedSOPClassUID, result.SopClassUid ?? "");
        item.Set(Tags.ReferencedSOPInstanceUID, result.SopInstanceUid ?? "");
        return item;
    }
}
