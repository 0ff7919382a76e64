using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>What came back for one HTTP request; nothing of it is interpreted before a test asks.</summary>
internal sealed record WebAnswer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string ContentType => Headers.GetValueOrDefault("Content-Type", "");

    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>The parts of a multipart body (RFC 2046 §5.1): their headers as text, and their bytes.</summary>
    public IReadOnlyList<(string Head, byte[] Body)> Parts
    {
        get
        {
            var boundary = ContentType.Split("boundary=")[1].Split(';')[0].Trim('"');
            Assert.InRange(boundary.Length, 1, 70);
            var text = Encoding.Latin1.GetString(Body);
            Assert.EndsWith($"\r\n--{boundary}--\r\n", text, StringComparison.Ordinal);
            return
            [
                .. $"\r\n{text}".Split($"\r\n--{boundary}")[1..^1]
                    .Select(part => part.Split("\r\n\r\n", 2))
                    .Select(part => (part[0].Trim(), Encoding.Latin1.GetBytes(part[1]))),
            ];
        }
    }

    /// <summary>Asks for a resource of a server's default tenant, headers written as they are given.</summary>
    public static Task<WebAnswer> GetAsync(PacsServer server, string path, params (string Name, string Value)[] headers) =>
        SendAsync(server, HttpMethod.Get, path, headers);

    public static async Task<WebAnswer> SendAsync(
        PacsServer server, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, $"http://127.0.0.1:{server.HttpPort}/dicom-web{path}");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request);
        var all = answer.Headers.Concat(answer.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new WebAnswer(answer.StatusCode, all, await answer.Content.ReadAsByteArrayAsync());
    }
}
