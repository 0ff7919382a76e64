using Pacs.Server.Hosting;

namespace Pacs.Server.DicomWeb;

/// <summary>What the service offers (PS3.18 §8.9).</summary>
internal static class CapabilitiesEndpoints
{
    public static void Map(IEndpointRouteBuilder door) => door.MapGet("/", AnswerAsync);

    private static Task AnswerAsync(HttpContext context) =>
        Results.Json(new Dictionary<string, string> { ["name"] = "Pacs", ["version"] = PacsVersion.Text }).ExecuteAsync(context);
}
