using Pacs.Archive.Query;
using Pacs.Server.DicomWeb.Describing;
using Pacs.Server.Hosting;

namespace Pacs.Server.DicomWeb.Qido;

/// <summary>QIDO-RS: the search transaction of the studies service (PS3.18 §10.6).</summary>
internal static class QidoEndpoints
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    private static readonly Described Description = new(
        "Search. Any attribute is a key: by keyword, ggggeeee or a dotted path into sequences.",
        new QueryParameter("includefield", "Attributes to answer besides: a list, repeated, or 'all'."),
        new QueryParameter("limit", "Answers at the most."),
        new QueryParameter("offset", "Matches to leave out at the front."),
        new QueryParameter("after", "Where the page before ended, from its link to the next."),
        new QueryParameter("orderby", "An attribute, with a hyphen in front for the greatest first."),
        new QueryParameter("fuzzymatching", "true: names match by their sound as well."));

    public static void Map(IEndpointRouteBuilder door)
    {
        var search = new QidoSearch(
            door.ServiceProvider.GetRequiredService<ArchiveQuery>(), door.ServiceProvider.GetRequiredService<PacsOptions>());
        Route("/studies", QidoLevel.Study);
        Route("/series", QidoLevel.Series);
        Route("/instances", QidoLevel.Instance);
        Route("/studies/{study}/series", QidoLevel.Series);
        Route("/studies/{study}/instances", QidoLevel.Instance);
        Route("/studies/{study}/series/{series}/instances", QidoLevel.Instance);

        void Route(string path, QidoLevel level) =>
            door.MapMethods(path, Methods, context => search.AnswerAsync(context, level)).WithMetadata(Description);
    }
}
