using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Pacs.Server.Cli.Web;

/// <summary>A DICOMweb service that a verb calls.</summary>
internal sealed class WebService : IDisposable
{
    /// <summary>As much of a refusal as a person reads.</summary>
    private const int LongestRefusal = 64 << 10;

    private readonly HttpClient _http;

    private WebService(Uri root) => _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = root,
        Timeout = Timeout.InfiniteTimeSpan, // transfers take as long as they take; the person at the terminal can end them
    };

    public static WebService Of(ParseResult arguments)
    {
        var service = new WebService(arguments.GetRequiredValue(WebArguments.Service));
        foreach (var header in arguments.GetValue(WebArguments.Headers) ?? [])
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            service._http.DefaultRequestHeaders.TryAddWithoutValidation(header[..colon].Trim(), header[(colon + 1)..].Trim());
        }

        return service;
    }

    /// <summary>Sends a request; the answer's body is still on the line.</summary>
    /// <param name="method">GET, POST or DELETE.</param>
    /// <param name="path">Relative to the service's root, or whole.</param>
    /// <param name="accept">What is taken.</param>
    /// <param name="content">What is sent, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">Nobody answers, or the line broke.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string accept, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>Why the service did not do it: its status, and the reason it gives.</summary>
    public static async Task<string> RefusalOfAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var status = string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode} {answer.ReasonPhrase}");
        var detail = await DetailOfAsync(answer.Content, cancellationToken);
        return detail is null ? status : $"{status}: {detail}";
    }

    public void Dispose() => _http.Dispose();

    private static async Task<string?> DetailOfAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (!IsJson(content.Headers.ContentType)) return null;

        try
        {
            await content.LoadIntoBufferAsync(LongestRefusal, cancellationToken);
            using var problem = JsonDocument.Parse(await content.ReadAsByteArrayAsync(cancellationToken));
            return problem.RootElement.ValueKind == JsonValueKind.Object &&
                problem.RootElement.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.String
                ? detail.GetString()
                : null;
        }
        catch (Exception e) when (e is JsonException or HttpRequestException)
        {
            return null; // the status has to do
        }
    }

    private static bool IsJson(MediaTypeHeaderValue? type) =>
        type?.MediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) == true;
}
