using System.Text.Json;

namespace Pacs.Conformance.Tests.Rig;

/// <summary>DICOM files as pydicom reads them, so that no reading of ours judges itself.</summary>
internal static class PythonOracle
{
    public const string Python = "/usr/bin/python3";

    /// <summary>One object per file: keyword to text value (several values joined by a backslash), and "path".</summary>
    public static async Task<IReadOnlyList<Attributes>> ReadAsync(IEnumerable<string> files)
    {
        using var directory = new TestDirectory();
        await File.WriteAllLinesAsync(directory["files"], files);
        var script = Path.Combine(AppContext.BaseDirectory, "Oracle", "attributes.py");
        var result = await ProcessRun.RunAsync(Python, [script, directory["files"], directory["answers"]]);
        result.Succeeded();
        await using var answers = File.OpenRead(directory["answers"]);
        var read = await JsonSerializer.DeserializeAsync<List<Dictionary<string, string>>>(answers);
        return read!.ConvertAll(attributes => new Attributes(attributes));
    }

    public static async Task<IReadOnlyDictionary<string, Attributes>> ReadByPathAsync(IEnumerable<string> files) =>
        (await ReadAsync(files)).ToDictionary(attributes => attributes["path"]);
}
