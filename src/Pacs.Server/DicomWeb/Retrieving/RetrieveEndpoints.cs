using Pacs.Archive.Retrieve;
using Pacs.Server.DicomWeb.Describing;
using Pacs.Server.DicomWeb.Rendering;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>The resources of the retrieve transaction (PS3.18 §10.4), and of WADO-URI (PS3.18 §9).</summary>
internal static class RetrieveEndpoints
{
    public const string WadoUri = "/wado";

    public const string Study = "/studies/{study}";

    public const string Series = Study + "/series/{series}";

    public const string Instance = Series + "/instances/{instance}";

    public static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder door)
    {
        var retrieve = door.ServiceProvider.GetRequiredService<ArchiveRetrieve>();
        var dicom = new DicomRetrieval(retrieve);
        Map(door, Study, "The instances of a study.", dicom.AnswerSeriesAsync);
        Map(door, Series, "The instances of a series.", dicom.AnswerSeriesAsync);
        Map(door, Instance, "An instance.", dicom.AnswerInstanceAsync);

        var metadata = new MetadataRetrieval(retrieve, door.ServiceProvider.GetRequiredService<MetadataBundles>());
        Map(door, Study + "/metadata", "The instances of a study without their bulk data.", metadata.AnswerSeriesAsync);
        Map(door, Series + "/metadata", "The instances of a series without their bulk data.", metadata.AnswerSeriesAsync);
        Map(door, Instance + "/metadata", "An instance without its bulk data.", metadata.AnswerInstanceAsync);

        var frames = new FrameRetrieval(retrieve);
        Map(door, Instance + "/frames/{frames}", "Frames, by numbers from 1 with commas between them.", frames.AnswerAsync);
        Map(door, Instance + "/bulkdata/{**path}", "One value, by its tag.", new BulkDataRetrieval(retrieve, frames).AnswerAsync);

        MapWadoUri(door);
    }

    public static void MapWadoUri(IEndpointRouteBuilder door)
    {
        var retrieve = door.ServiceProvider.GetRequiredService<ArchiveRetrieve>();
        var rendering = new UriRendering(new RenderedRetrieval(retrieve, door.ServiceProvider.GetRequiredService<RenderingSlots>()));
        Map(door, WadoUri, "An instance by query parameters: WADO-URI.", new WadoUriRetrieval(retrieve, rendering).AnswerAsync);
    }

    private static void Map(IEndpointRouteBuilder door, string path, string summary, RequestDelegate answer) =>
        door.MapMethods(path, Methods, answer).WithMetadata(new Described(summary));
}
