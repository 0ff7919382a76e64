using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pacs.Conformance.Tests.Rig;

/// <summary>Debian's Orthanc with nothing in it, ruled over its REST interface; knows this archive as PACS.</summary>
internal sealed class Orthanc : IDisposable
{
    public const string Program = "/usr/sbin/Orthanc";

    private readonly IDisposable _process;
    private readonly HttpClient _http;

    private Orthanc(IDisposable process, int httpPort)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}") };
    }

    public static async Task<Orthanc> StartAsync(string folder, int dicomPort, int pacsPort, int sinkPort)
    {
        var httpPort = Ports.Free();
        var settings = new
        {
            StorageDirectory = folder, IndexDirectory = folder, Plugins = Array.Empty<string>(),
            DicomAet = "ORTHANC", DicomPort = dicomPort, HttpPort = httpPort,
            AuthenticationEnabled = false, RemoteAccessAllowed = false,
            DicomAlwaysAllowFind = true, DicomAlwaysAllowGet = true, DicomAlwaysAllowMove = true,
            DicomModalities = new Dictionary<string, object[]>
            {
                ["PACS"] = ["PACS", "127.0.0.1", pacsPort], ["SINK"] = ["SINK", "127.0.0.1", sinkPort],
            },
        };
        var file = Path.Combine(folder, "orthanc.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(settings));
        return new Orthanc(await ListeningProcess.StartAsync(httpPort, Program, file), httpPort);
    }

    /// <summary>The SOP Instance UIDs of what it holds.</summary>
    public async Task<IReadOnlyList<string>> HeldAsync() =>
        [
            .. (await _http.GetFromJsonAsync<JsonArray>("/instances?expand"))!
                .Select(instance => (string)instance!["MainDicomTags"]!["SOPInstanceUID"]!),
        ];

    public async Task AddAsync(string file)
    {
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(file));
        (await _http.PostAsync("/instances", content)).EnsureSuccessStatusCode();
    }

    /// <summary>Has it send all it holds to PACS by C-STORE.</summary>
    public async Task StoreAsync() =>
        await PostAsync("/modalities/PACS/store", (await _http.GetFromJsonAsync<JsonArray>("/studies"))!);

    public async Task EmptyAsync()
    {
        foreach (var study in (await _http.GetFromJsonAsync<string[]>("/studies"))!)
        {
            (await _http.DeleteAsync($"/studies/{study}")).EnsureSuccessStatusCode();
        }
    }

    /// <summary>Has it query PACS for a study and retrieve the answers by C-MOVE; how many there were.</summary>
    public async Task<int> QueryAndRetrieveAsync(string study)
    {
        var query = await PostAsync(
            "/modalities/PACS/query",
            new JsonObject { ["Level"] = "Study", ["Query"] = new JsonObject { ["StudyInstanceUID"] = study } });
        var path = (string)query!["Path"]!;
        var answers = (await _http.GetFromJsonAsync<JsonArray>($"{path}/answers"))!.Count;
        await PostAsync($"{path}/retrieve", new JsonObject { ["TargetAet"] = "ORTHANC", ["Synchronous"] = true });
        return answers;
    }

    public void Dispose()
    {
        _http.Dispose();
        _process.Dispose();
    }

    private async Task<JsonNode?> PostAsync(string path, JsonNode body)
    {
        var answer = await _http.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonNode>();
    }
}
