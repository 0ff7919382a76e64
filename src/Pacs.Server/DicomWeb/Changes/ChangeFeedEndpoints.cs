using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Pacs.Archive.ChangeFeed;
using Pacs.Server.DicomWeb.Describing;

namespace Pacs.Server.DicomWeb.Changes;

/// <summary>What was stored, replaced and deleted, in order, for whoever follows the archive.</summary>
internal static class ChangeFeedEndpoints
{
    private const int DefaultLimit = 100, GreatestLimit = 1000;

    public static void Map(IEndpointRouteBuilder door)
    {
        var feed = door.ServiceProvider.GetRequiredService<ArchiveChanges>();
        door.MapGet("/changefeed", context => AnswerAsync(context, feed)).WithMetadata(new Described(
            "What was stored, replaced and deleted, in order.",
            new QueryParameter("since", "Where to go on: 'next' of an answer before. Without it from the beginning."),
            new QueryParameter("limit", $"Changes at the most: {DefaultLimit}, up to {GreatestLimit}.")));
        door.MapGet("/changefeed/latest", context => WriteAsync(context, new ChangePage([], feed.Latest())))
            .WithMetadata(new Described("Where the change feed ends now: what 'since' has to be for what will come."));
    }

    private static async Task AnswerAsync(HttpContext context, ArchiveChanges feed)
    {
        FeedPosition? since = null;
        var limit = DefaultLimit;
        foreach (var pair in new QueryStringEnumerable(context.Request.QueryString.Value))
        {
            var value = pair.DecodeValue().ToString();
            var flaw = pair.DecodeName().Span switch
            {
                "since" => (since = FeedPosition.Parse(value)) is { } place && feed.Knows(place)
                    ? null
                    : "since has to be what 'next' was in an answer of this archive.",
                "limit" => int.TryParse(value, out limit) && limit is > 0 and <= GreatestLimit
                    ? null
                    : $"limit has to be a whole number from 1 to {GreatestLimit}.",
                var name => $"'{name}' is no parameter of the change feed, which knows since and limit.",
            };
            if (flaw is null) continue;

            await new Problem(StatusCodes.Status400BadRequest, flaw).WriteAsync(context);
            return;
        }

        var tenant = ServedTenant.Of(context);
        var page = await Task.Run(() => feed.Read(tenant, since, limit, context.RequestAborted), context.RequestAborted);
        if (page.Changes.Count == limit) context.Response.Headers.Link = $"<?since={page.Next}&limit={limit}>; rel=\"next\"";
        await WriteAsync(context, page);
    }

    private static async Task WriteAsync(HttpContext context, ChangePage page)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-cache";
        await using (var json = new Utf8JsonWriter(context.Response.BodyWriter))
        {
            json.WriteStartObject();
            json.WriteStartArray("changes");
            foreach (var change in page.Changes) Write(json, change);
            json.WriteEndArray();
            json.WriteString("next", page.Next.ToString());
            json.WriteEndObject();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static void Write(Utf8JsonWriter json, ArchiveChange change)
    {
        json.WriteStartObject();
        json.WriteString("sequence", change.Sequence);
        json.WriteString("action", change.Action switch
        {
            ChangeAction.Stored => "stored",
            ChangeAction.Replaced => "replaced",
            _ => "deleted",
        });
        json.WriteString("time", change.Time);
        json.WriteString("study", change.Study);
        if (change.Series is { } series) json.WriteString("series", series);
        if (change.Instance is { } instance) json.WriteString("instance", instance);
        if (change.Source is { } source) json.WriteString("source", source);
        if (change.State is { } state)
        {
            json.WriteString("state", state switch
            {
                ChangeState.Current => "current",
                ChangeState.Aside => "aside",
                _ => "deleted",
            });
        }

        if (change.Action == ChangeAction.Deleted)
        {
            json.WriteStartArray("instances");
            foreach (var deleted in change.Deleted) json.WriteStringValue(deleted);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
