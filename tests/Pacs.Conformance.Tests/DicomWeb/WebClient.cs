using System.Net;
using System.Text.Json;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>A client of the service that reads what it is told and trusts nothing.</summary>
internal sealed class WebClient(int port) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}/dicom-web/"), Timeout = TimeSpan.FromMinutes(2) };

    public Uri Root => _http.BaseAddress!;

    /// <summary>What answers a path below the root, or a link that an answer gave.</summary>
    public async Task<(HttpResponseMessage Answer, string Body)> SendAsync(
        HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Root, path));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var answer = await _http.SendAsync(request);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        return (answer, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The results of a search, and the headers beside them.</summary>
    public async Task<(JsonElement[] Results, HttpResponseMessage Answer)> SearchAsync(string path, params (string Name, string Value)[] headers)
    {
        var (answer, body) = await SendAsync(HttpMethod.Get, path, headers);
        Assert.True(answer.IsSuccessStatusCode, body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/dicom+json", answer.Content.Headers.ContentType?.MediaType);
        return ([.. JsonDocument.Parse(body).RootElement.EnumerateArray()], answer);
    }

    /// <summary>Asserts that a request is refused with problem details, and gives their explanation.</summary>
    public async Task<string> RefusedAsync(HttpStatusCode status, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var (answer, body) = await SendAsync(method, path, headers);
        Assert.Equal((path, status), (path, answer.StatusCode));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        return problem.GetProperty("detail").GetString()!;
    }

    /// <summary>The address that a link header leads to, or null.</summary>
    public static string? NextOf(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Link", out var links)) return null;

        var link = Assert.Single(links);
        Assert.EndsWith(">; rel=\"next\"", link, StringComparison.Ordinal);
        return new Uri(answer.RequestMessage!.RequestUri!, link[1..link.IndexOf('>', StringComparison.Ordinal)]).AbsoluteUri;
    }

    public static string? Value(JsonElement result, string tag) =>
        result.TryGetProperty(tag, out var element) && element.TryGetProperty("Value", out var values) ? values[0].ToString() : null;

    public void Dispose() => _http.Dispose();
}
