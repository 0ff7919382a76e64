using System.Net;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>URLs in answers lead back to the archive from where the client is, and from nowhere else.</summary>
public sealed class ProxyTests : IAsyncLifetime, IDisposable
{
    private readonly TestDirectory _directory = new();
    private PacsServer _trusting = null!;

    public async Task InitializeAsync()
    {
        _trusting = await PacsServer.StartAsync(_directory["data"], new Dictionary<string, string>
        {
            ["Pacs__TrustedProxies__0"] = "127.0.0.0/8",
            ["Pacs__AllowedOrigins__0"] = "https://viewer.example",
        });
        await StoreAsync(_trusting);
    }

    public async Task DisposeAsync() => await _trusting.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [Trait("Conformance", "84")]
    [Trait("Conformance", "100")]
    [InlineData("https://pacs.example/clinic", "Forwarded", "for=10.0.0.1;proto=https;host=pacs.example", "X-Forwarded-Prefix", "/clinic")]
    [InlineData("https://pacs.example:8443/a/b", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "pacs.example:8443", "X-Forwarded-Prefix", "/a/b/")]
    [InlineData("https://near.example", "Forwarded", "host=\"evil.example\", proto=https;host=\"near.example\"")]
    [InlineData(null, "X-Forwarded-Proto", "javascript", "X-Forwarded-Host", "a b\"<script>", "X-Forwarded-Prefix", "//evil.example/<x>")]
    [InlineData(null, "Forwarded", ";;=,\"")]
    public async Task Behind_a_known_proxy_links_are_what_the_client_called(string? expected, params string[] headers)
    {
        using var client = new WebClient(_trusting.HttpPort);

        var (results, _) = await client.SearchAsync("studies?limit=1", [.. headers.Chunk(2).Select(pair => (pair[0], pair[1]))]);

        var root = expected is null ? client.Root.AbsoluteUri : expected + "/dicom-web/";
        Assert.StartsWith(root + "studies/", WebClient.Value(results[0], "00081190"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Conformance", "100")]
    public async Task The_link_to_the_next_page_keeps_whatever_the_client_called()
    {
        using var client = new WebClient(_trusting.HttpPort);

        var (_, answer) = await client.SearchAsync("studies?limit=1&PatientID=*", ("X-Forwarded-Prefix", "/clinic"));

        var link = Assert.Single(answer.Headers.GetValues("Link"));
        Assert.StartsWith("<?limit=1&PatientID=*&after=", link, StringComparison.Ordinal); // relative to the request (RFC 3986 §5.2.2)
    }

    [Fact]
    [Trait("Conformance", "84")]
    public async Task Who_is_no_known_proxy_cannot_say_where_links_lead()
    {
        await using var server = await PacsServer.StartAsync(_directory["other"]);
        await StoreAsync(server);
        using var client = new WebClient(server.HttpPort);

        var (results, answer) = await client.SearchAsync(
            "studies?limit=1", ("Forwarded", "host=evil.example"), ("X-Forwarded-Host", "evil.example"), ("Origin", "https://viewer.example"));

        Assert.StartsWith(client.Root + "studies/", WebClient.Value(results[0], "00081190"), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Pages_of_a_known_origin_may_ask_and_read_and_others_may_not()
    {
        using var client = new WebClient(_trusting.HttpPort);

        var (_, answer) = await client.SearchAsync("studies?limit=1", ("Origin", "https://viewer.example"));
        Assert.Equal("https://viewer.example", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("X-Total-Count", string.Join(',', answer.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.Ordinal);

        var (preflight, _) = await client.SendAsync(
            HttpMethod.Options, "studies", ("Origin", "https://viewer.example"), ("Access-Control-Request-Method", "GET"));
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.True(preflight.Headers.Contains("Access-Control-Allow-Methods"));

        var (other, _) = await client.SendAsync(HttpMethod.Get, "studies?limit=1", ("Origin", "https://evil.example"));
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static async Task StoreAsync(PacsServer server)
    {
        await using var peer = await RawPeer.AssociateAsync(server.DicomPort, new RawContext(1, Uids.CtImage, Uids.ImplicitLittle));
        foreach (var image in (RawImage[])[new(), new()]) Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
    }
}
