using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Pacs.Archive;

namespace Pacs.Server.Control;

/// <summary>Has verbs done: by the archive that is running on a data directory, or, when none is, right here.</summary>
internal sealed class ControlClient : IDisposable
{
    private static readonly Uri Control = new("http://control/control/");

    private readonly HttpClient _http;

    private ControlClient(HttpClient http) => _http = http;

    /// <summary>
    /// Runs the verb in the server that has the data directory open. When there is none, the directory is opened here for
    /// as long as the verb runs; the store's lock keeps others out.
    /// </summary>
    /// <exception cref="IOException">
    /// There is no archive, it is another process's and that cannot be reached, or the verb failed.
    /// </exception>
    public static async IAsyncEnumerable<TReport> RunAsync<TRequest, TReport>(
        string dataDirectory,
        ControlVerb<TRequest, TReport> verb,
        TRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : notnull
        where TReport : notnull
    {
        using var server = await ConnectAsync(dataDirectory, cancellationToken);
        if (server is not null)
        {
            await foreach (var report in server.RunAsync(verb, request, cancellationToken)) yield return report;
            yield break;
        }

        if (!DicomArchive.IsIn(dataDirectory)) throw new IOException($"there is no archive in {dataDirectory}.");

        await using var archive = await DicomArchive.OpenAsync(
            new ArchiveOptions { DataDirectory = dataDirectory, NeedsIndex = verb.NeedsIndex }, TimeProvider.System, cancellationToken);
        await foreach (var report in verb.RunAsync(new Premises(archive), request, cancellationToken)) yield return report;
    }

    /// <summary>The archive that is running on the data directory, or null when none is.</summary>
    /// <exception cref="IOException">There is one, and it cannot be reached.</exception>
    public static async Task<ControlClient?> ConnectAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var path = ControlSocket.PathIn(dataDirectory);
        if (!File.Exists(path)) return null;

        if (ControlSocket.FlawOf(path) is { } flaw) throw new IOException(flaw);

        var first = await DialAsync(path, cancellationToken);
        if (first is null) return null;

        var waiting = first;
        return new ControlClient(new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, stop) => Interlocked.Exchange(ref waiting, null) ??
                await DialAsync(path, stop) ?? throw new IOException("the archive has stopped."),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        });
    }

    /// <exception cref="IOException">The verb failed, or the archive went away while it was at it.</exception>
    public async IAsyncEnumerable<TReport> RunAsync<TRequest, TReport>(
        ControlVerb<TRequest, TReport> verb, TRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : notnull
        where TReport : notnull
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(Control, verb.Name));
        message.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, verb.RequestType));
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await SendAsync(message, cancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (!ControlLine.TryReadReport(line, verb.ReportType, out var report)) yield break;
            if (report is not null) yield return report;
        }

        throw new IOException("the archive went away before it was done.");
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.EnsureSuccessStatusCode();
        }
        catch (HttpRequestException failure)
        {
            throw new IOException($"the archive that is running does not know this: {failure.Message}", failure);
        }
    }

    /// <summary>Null when nobody listens: the socket was left behind.</summary>
    private static async Task<Stream?> DialAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException nobody) when (nobody.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
        {
            socket.Dispose();
            return null;
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.AccessDenied)
        {
            socket.Dispose();
            throw new IOException($"the archive runs as another user: only that one may use {path}.", refused);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
