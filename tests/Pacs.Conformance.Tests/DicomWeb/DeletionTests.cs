using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>DELETE, and the change feed that tells of it.</summary>
public sealed class DeletionTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Nothing_can_be_deleted_over_http_until_that_is_switched_on()
    {
        await using var server = await PacsServer.StartAsync(_directory["data"]);
        var image = new RawImage();
        await StoreAsync(server, image);
        using var client = new WebClient(server.HttpPort);

        var why = await client.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Delete, $"studies/{image.Study}");

        Assert.Contains("Pacs:AllowDelete=true", why, StringComparison.Ordinal);
        Assert.Single((await client.SearchAsync("studies")).Results);
    }

    [Fact]
    public async Task What_is_deleted_is_not_found_and_what_is_not_there_cannot_be_deleted()
    {
        await using var server = await StartAsync();
        var image = new RawImage();
        var other = image with { Series = Uids.New(), SopInstance = Uids.New() };
        await StoreAsync(server, image, image.Next(), other);
        using var client = new WebClient(server.HttpPort);
        var study = $"studies/{image.Study}";

        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(client, $"{study}/series/{image.Series}/instances/{image.SopInstance}"));
        Assert.Equal(2, (await client.SearchAsync($"{study}/instances")).Results.Length);
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(client, $"{study}/series/{image.Series}"));
        Assert.Single((await client.SearchAsync($"{study}/instances")).Results);
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(client, study));
        Assert.Empty((await client.SearchAsync("studies")).Results);

        await client.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Delete, study);
        await client.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Delete, $"{study}/series/{image.Series}");
        await client.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Delete, "studies/%2e%2e%2f");
    }

    [Fact]
    public async Task Nothing_that_was_made_of_what_is_deleted_stays_in_the_cache()
    {
        await using var server = await StartAsync();
        var image = new RawImage();
        var other = new RawImage();
        await StoreAsync(server, image, image.Next(), other);
        using var client = new WebClient(server.HttpPort);
        foreach (var series in (string[])[$"studies/{image.Study}/series/{image.Series}", $"studies/{other.Study}/series/{other.Series}"])
        {
            Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(HttpMethod.Get, series + "/metadata")).Answer.StatusCode);
        }

        Assert.Equal(2, Cached().Length);

        await DeleteAsync(client, $"studies/{image.Study}/series/{image.Series}/instances/{image.SopInstance}");
        Assert.Single(Cached());

        await client.SendAsync(HttpMethod.Get, $"studies/{image.Study}/metadata");
        Assert.Equal(2, Cached().Length);

        Assert.Equal(0, (await ProcessRun.RunPacsAsync(["delete", image.Study, "--data", _directory["data"]])).ExitCode);
        Assert.Single(Cached());

        string[] Cached() => [.. _directory.Files().Where(file => file.Contains("/cache/", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task The_feed_tells_what_happened_in_order_and_the_same_after_a_restart_without_the_index()
    {
        var (kept, replaced, deleted) = (new RawImage(), new RawImage(), new RawImage());
        var later = replaced with { PatientName = "Later^Version" };
        string before;
        await using (var server = await StartAsync())
        {
            await StoreAsync(server, kept, replaced, later, deleted);
            using var client = new WebClient(server.HttpPort);
            Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(client, $"studies/{deleted.Study}"));

            var changes = await FeedAsync(client, "changefeed?limit=2");
            Assert.Equal(
                [
                    ("stored", kept.SopInstance, "current"), ("stored", replaced.SopInstance, "aside"),
                    ("replaced", replaced.SopInstance, "current"), ("deleted", null, null),
                ],
                changes.Where(change => Text(change, "state") != "deleted")
                    .Select(change => (Text(change, "action"), Text(change, "instance"), Text(change, "state"))));
            Assert.Equal([deleted.SopInstance], changes[^1].GetProperty("instances").EnumerateArray().Select(uid => uid.GetString()));
            before = string.Join('\n', changes.Select(change => change.GetRawText()));
            Assert.Equal(0, await server.StopAsync());
        }

        foreach (var index in Directory.GetFiles(_directory["data"], "index.db*")) File.Delete(index);
        await using (var server = await StartAsync())
        {
            using var client = new WebClient(server.HttpPort);
            Assert.Equal(before, string.Join('\n', (await FeedAsync(client, "changefeed?limit=3")).Select(change => change.GetRawText())));
        }
    }

    [Fact]
    public async Task Who_begins_at_the_end_learns_what_comes_and_nothing_else()
    {
        await using var server = await StartAsync();
        using var client = new WebClient(server.HttpPort);
        await StoreAsync(server, new RawImage());
        var (_, latest) = await client.SendAsync(HttpMethod.Get, "changefeed/latest");
        var since = JsonDocument.Parse(latest).RootElement.GetProperty("next").GetString();
        Assert.Empty(await FeedAsync(client, $"changefeed?since={since}"));

        var image = new RawImage();
        await StoreAsync(server, image);

        Assert.Equal(image.SopInstance, Text(Assert.Single(await FeedAsync(client, $"changefeed?since={since}")), "instance"));
        foreach (var path in (string[])["changefeed?since=x", "changefeed?since=1.0", "changefeed?limit=0", "changefeed?limit=-1", "changefeed?x=1"])
        {
            await client.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, path);
        }
    }

    private Task<PacsServer> StartAsync() =>
        PacsServer.StartAsync(_directory["data"], new Dictionary<string, string> { ["Pacs__AllowDelete"] = "true" });

    private static async Task StoreAsync(PacsServer server, params RawImage[] images)
    {
        await using var peer = await RawPeer.AssociateAsync(server.DicomPort, new RawContext(1, Uids.CtImage, Uids.ImplicitLittle));
        foreach (var image in images) Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
    }

    private static async Task<HttpStatusCode> DeleteAsync(WebClient client, string path) =>
        (await client.SendAsync(HttpMethod.Delete, path)).Answer.StatusCode;

    /// <summary>All changes there are, page by page, by what each page says of the next.</summary>
    private static async Task<List<JsonElement>> FeedAsync(WebClient client, string path)
    {
        var changes = new List<JsonElement>();
        var query = new Uri(client.Root, path).Query;
        var limit = query.Contains("limit=", StringComparison.Ordinal) ? "&" + query[query.IndexOf("limit=", StringComparison.Ordinal)..] : "";
        while (true)
        {
            var (answer, body) = await client.SendAsync(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var page = JsonDocument.Parse(body).RootElement;
            if (page.GetProperty("changes").GetArrayLength() == 0) return changes;

            changes.AddRange(page.GetProperty("changes").EnumerateArray());
            path = string.Create(CultureInfo.InvariantCulture, $"changefeed?since={page.GetProperty("next").GetString()}{limit}");
        }
    }

    private static string? Text(JsonElement change, string name) => change.TryGetProperty(name, out var value) ? value.GetString() : null;
}
