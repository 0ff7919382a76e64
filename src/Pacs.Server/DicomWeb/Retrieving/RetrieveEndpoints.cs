using Pacs.Archive.Retrieve;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>The resources of the retrieve transaction (PS3.18 §10.4), and of WADO-URI (PS3.18 §9).</summary>
internal static class RetrieveEndpoints
{
    public const string WadoUri = "/wado";

    private const string Study = "/studies/{study}";

    private const string Series = Study + "/series/{series}";

    private const string Instance = Series + "/instances/{instance}";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder door)
    {
        var retrieve = door.ServiceProvider.GetRequiredService<ArchiveRetrieve>();
        var dicom = new DicomRetrieval(retrieve);
        door.MapMethods(Study, Methods, dicom.AnswerSeriesAsync);
        door.MapMethods(Series, Methods, dicom.AnswerSeriesAsync);
        door.MapMethods(Instance, Methods, dicom.AnswerInstanceAsync);

        var metadata = new MetadataRetrieval(retrieve, door.ServiceProvider.GetRequiredService<MetadataBundles>());
        door.MapMethods(Study + "/metadata", Methods, metadata.AnswerSeriesAsync);
        door.MapMethods(Series + "/metadata", Methods, metadata.AnswerSeriesAsync);
        door.MapMethods(Instance + "/metadata", Methods, metadata.AnswerInstanceAsync);

        var frames = new FrameRetrieval(retrieve);
        door.MapMethods(Instance + "/frames/{frames}", Methods, frames.AnswerAsync);
        door.MapMethods(Instance + "/bulkdata/{**path}", Methods, new BulkDataRetrieval(retrieve, frames).AnswerAsync);

        MapWadoUri(door);
    }

    public static void MapWadoUri(IEndpointRouteBuilder door) => door.MapMethods(
        WadoUri, Methods, new WadoUriRetrieval(door.ServiceProvider.GetRequiredService<ArchiveRetrieve>()).AnswerAsync);
}
