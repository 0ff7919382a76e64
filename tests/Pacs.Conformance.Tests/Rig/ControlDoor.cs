using System.Net.Http.Json;
using System.Net.Sockets;

namespace Pacs.Conformance.Tests.Rig;

/// <summary>The archive's own door, which the tool uses: for verbs of which there are too many to start a process for each.</summary>
internal sealed class ControlDoor(string data) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, stop) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(data, "control.sock")), stop);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    /// <summary>A study, or of it a series, or of that an instance.</summary>
    public async Task DeleteAsync(string study, string? series = null, string? instance = null)
    {
        using var answer = await _http.PostAsJsonAsync("http://control/control/delete", new { study, series, instance });
        var lines = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        Assert.Contains("\"outcome\":\"Deleted\"", lines, StringComparison.Ordinal);
        Assert.Contains("\"end\":true", lines, StringComparison.Ordinal);
    }

    public void Dispose() => _http.Dispose();
}
