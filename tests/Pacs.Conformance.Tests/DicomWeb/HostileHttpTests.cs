using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>What no client should send, and what others see of it: nothing.</summary>
public sealed class HostileHttpTests(QueryArchive archive) : IClassFixture<QueryArchive>
{
    [Theory]
    [InlineData("20,000 header lines", "431")]
    [InlineData("a header of a megabyte", "431")]
    [InlineData("a request line of a megabyte", "414")]
    [InlineData("two lengths", "400")]
    [InlineData("a length and chunks", "400")]
    [InlineData("a length that is no number", "400")]
    [InlineData("a header with a bare line feed before its name", "400")]
    [InlineData("a space before the colon", "400")]
    [InlineData("two hosts", "400")]
    [InlineData("no host", "400")]
    [InlineData("a NUL in the path", "400")]
    public async Task Is_refused_and_the_next_client_is_served(string what, string status)
    {
        const string get = "GET /dicom-web/studies HTTP/1.1\r\n", delete = "DELETE /dicom-web/studies/1.2 HTTP/1.1\r\n", host = "Host: a\r\n";
        var request = what switch
        {
            "20,000 header lines" => get + host + string.Concat(Enumerable.Range(0, 20_000).Select(n => $"X-{n}: 1\r\n")),
            "a header of a megabyte" => get + host + "X: " + new string('x', 1 << 20) + "\r\n",
            "a request line of a megabyte" => $"GET /dicom-web/studies?PatientID={new string('x', 1 << 20)} HTTP/1.1\r\n" + host,
            "two lengths" => delete + host + "Content-Length: 0\r\nContent-Length: 5\r\n",
            "a length and chunks" => delete + host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
            "a length that is no number" => delete + host + "Content-Length: -5\r\n",
            "a header with a bare line feed before its name" => get + host + "X: 1\r\n\nGET /other: 1\r\n",
            "a space before the colon" => get + host + "Content-Length : 5\r\n",
            "two hosts" => get + host + host,
            "no host" => get,
            _ => "GET /dicom-web/studies/1.2\0/series HTTP/1.1\r\n" + host,
        };

        Assert.Equal(status, await StatusOfAsync(request + "\r\n"));
        using var client = new WebClient(archive.HttpPort);
        Assert.Equal(4, (await client.SearchAsync("studies")).Results.Length);
    }

    [Fact]
    public async Task A_name_with_a_script_in_it_is_nothing_that_a_browser_could_run()
    {
        using var client = new WebClient(archive.HttpPort);

        var (answer, body) = await client.SendAsync(HttpMethod.Get, "studies?%3Cscript%3Ealert(1)%3C/script%3E=1");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("<script", body, StringComparison.Ordinal);
        Assert.Empty((await client.SearchAsync("studies?PatientName=%3Cscript%3E")).Results);
    }

    [Fact]
    public async Task The_service_says_what_it_offers_as_json_wadl_and_openapi()
    {
        using var client = new WebClient(archive.HttpPort);

        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Options])
        {
            var (_, list) = await client.SendAsync(method, "");
            Assert.Contains("/studies/{study}/series/{series}/instances", list, StringComparison.Ordinal);
        }

        var (wadl, xml) = await client.SendAsync(HttpMethod.Options, "", ("Accept", "application/vnd.sun.wadl+xml"));
        Assert.Equal("application/vnd.sun.wadl+xml", wadl.Content.Headers.ContentType?.MediaType);
        Assert.Contains(XDocument.Parse(xml).Descendants(), element => (string?)element.Attribute("path") == "studies/{study}/instances");

        var (_, openApi) = await client.SendAsync(HttpMethod.Get, "openapi.json");
        var paths = System.Text.Json.JsonDocument.Parse(openApi).RootElement.GetProperty("paths");
        Assert.Equal("study", paths.GetProperty("/studies/{study}/series").GetProperty("get").GetProperty("parameters")[0].GetProperty("name").GetString());
        Assert.Contains("orderby", paths.GetProperty("/studies").GetProperty("get").GetRawText(), StringComparison.Ordinal);
    }

    /// <summary>The status of the first answer; the connection may end while the request is still being sent.</summary>
    private async Task<string> StatusOfAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", archive.HttpPort);
        await using var stream = socket.GetStream();
        var sending = SendAsync(stream, Encoding.Latin1.GetBytes(request));
        var answer = new byte[4096];
        var count = await stream.ReadAsync(answer).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        await sending;
        return Encoding.Latin1.GetString(answer, 0, count).Split(' ')[1];
    }

    private static async Task SendAsync(NetworkStream stream, byte[] request)
    {
        try
        {
            await stream.WriteAsync(request);
        }
        catch (IOException)
        {
            // Refused before it was all sent.
        }
    }
}
