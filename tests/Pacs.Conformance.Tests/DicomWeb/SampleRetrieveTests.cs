using Xunit.Abstractions;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>Every sample file, stored by C-STORE and fetched over HTTP, compared with what pydicom reads of the file itself.</summary>
public sealed class SampleRetrieveTests(ITestOutputHelper output)
{
    [FactWith(Need.Samples, Need.Pydicom)]
    [Trait("Conformance", "81")]
    [Trait("Conformance", "82")]
    [Trait("Conformance", "83")]
    [Trait("Conformance", "91")]
    [Trait("Conformance", "93")]
    public async Task Data_set_metadata_bulk_data_and_frames_are_those_of_the_file()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"]);
        var problems = new List<string>();
        var compared = 0;
        foreach (var wave in SampleWaves.All)
        {
            var attributes = await PythonOracle.ReadByPathAsync(wave.Select(file => file.Path));
            var stored = new List<string>();
            var instances = new HashSet<string>(); // of some the meta information does not say which they are
            foreach (var file in wave.Where(file => instances.Add(attributes[file.Path]["SOPInstanceUID"])))
            {
                if (await IsStoredAsync(server, file, attributes[file.Path])) stored.Add(file.Path);
            }

            await File.WriteAllLinesAsync(directory["files"], stored);
            var said = await ProcessRun.RunAsync(
                PythonOracle.Python,
                [
                    Path.Combine(AppContext.BaseDirectory, "Oracle", "wado.py"),
                    $"http://127.0.0.1:{server.HttpPort}/dicom-web", directory["files"],
                ]);
            said.Succeeded();
            output.WriteLine(said.Output);
            problems.AddRange(said.Output.Split('\n').Where(line => line.StartsWith("PROBLEM", StringComparison.Ordinal)));
            compared += stored.Count;
        }

        Assert.Empty(problems);
        Assert.InRange(compared, 300, int.MaxValue);
    }

    private static async Task<bool> IsStoredAsync(PacsServer server, Part10File file, Attributes attributes)
    {
        var sopClass = attributes["SOPClassUID"] is { Length: > 0 } own ? own : file.SopClass;
        var sopInstance = attributes["SOPInstanceUID"] is { Length: > 0 } itself ? itself : file.SopInstance;
        await using var peer = await RawPeer.RequestAsync(
            server.DicomPort, new RawAssociate(new RawContext(1, sopClass, file.TransferSyntax)));
        return peer.Answer.IsAccepted && peer.Answer.Contexts[1].Result == 0 &&
            (await peer.StoreAsync(1, sopClass, sopInstance, file.Sendable())).Status == 0;
    }
}
