using Pacs.Archive.Retrieve;
using Pacs.Server.DicomWeb.Describing;
using Pacs.Server.DicomWeb.Retrieving;
using Pacs.Server.Rendering;

namespace Pacs.Server.DicomWeb.Rendering;

/// <summary>The rendered resources of the retrieve transaction (PS3.18 §10.4.1.1.5, §10.4.1.1.6).</summary>
internal static class RenderingEndpoints
{
    private const string Frames = RetrieveEndpoints.Instance + "/frames/{frames}";

    private static readonly QueryParameter[] Parameters =
    [
        new("accept", "In place of the header."),
        new("window", $"{WindowParameter.Grammar}."),
        new("viewport", $"{ViewportParameter.Grammar}."),
        new("quality", "Of JPEG and WebP, from 1 to 100."),
        new("annotation", "patient, technique or both, with a comma: what is written on the picture."),
        new("iccprofile", "no, yes, srgb, adobergb or rommrgb: whether the picture says how its colours are meant."),
    ];

    private static readonly QueryParameter[] ThumbnailParameters =
        [new("accept", "In place of the header."), new("viewport", "vw,vh: how large it may be.")];

    public static void Map(IEndpointRouteBuilder door)
    {
        var retrieve = door.ServiceProvider.GetRequiredService<ArchiveRetrieve>();
        var slots = door.ServiceProvider.GetRequiredService<RenderingSlots>();
        var rendered = new RenderedRetrieval(retrieve, slots);
        Map(door, RetrieveEndpoints.Study, "/rendered", "The images of a study as pictures, or one of them.", rendered.AnswerSeriesAsync);
        Map(door, RetrieveEndpoints.Series, "/rendered", "The images of a series as pictures, or one of them.", rendered.AnswerSeriesAsync);
        Map(door, RetrieveEndpoints.Instance, "/rendered", "An instance as a picture, a page, a document or a video.", rendered.AnswerInstanceAsync);
        Map(door, Frames, "/rendered", "Frames as pictures.", rendered.AnswerFramesAsync);

        var thumbnail = new ThumbnailRetrieval(retrieve, slots, door.ServiceProvider.GetRequiredService<Thumbnails>());
        Map(door, RetrieveEndpoints.Study, "/thumbnail", "A small picture of a study.", thumbnail.AnswerSeriesAsync);
        Map(door, RetrieveEndpoints.Series, "/thumbnail", "A small picture of a series.", thumbnail.AnswerSeriesAsync);
        Map(door, RetrieveEndpoints.Instance, "/thumbnail", "A small picture of an instance.", thumbnail.AnswerInstanceAsync);
        Map(door, Frames, "/thumbnail", "A small picture of a frame.", thumbnail.AnswerFramesAsync);
    }

    private static void Map(IEndpointRouteBuilder door, string resource, string form, string summary, RequestDelegate answer) =>
        door.MapMethods(resource + form, RetrieveEndpoints.Methods, answer)
            .WithMetadata(new Described(summary, form == "/rendered" ? Parameters : ThumbnailParameters));
}
