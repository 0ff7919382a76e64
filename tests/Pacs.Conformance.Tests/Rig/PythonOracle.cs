using System.Text.Json;

namespace Pacs.Conformance.Tests.Rig;

/// <summary>DICOM files as pydicom reads them, so that no reading of ours judges itself.</summary>
internal static class PythonOracle
{
    public const string Python = "/usr/bin/python3";

    /// <summary>One object per file: keyword to text value (several values joined by a backslash), and "path".</summary>
    public static async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> ReadAsync(IEnumerable<string> files)
    {
        using var directory = new TestDirectory();
        await File.WriteAllLinesAsync(directory["files"], files);
        var script = Path.Combine(AppContext.BaseDirectory, "Oracle", "attributes.py");
        var result = await ProcessRun.RunAsync(Python, [script, directory["files"], directory["answers"]]);
        result.Succeeded();
        await using var answers = File.OpenRead(directory["answers"]);
        return (await JsonSerializer.DeserializeAsync<List<Dictionary<string, string>>>(answers))!;
    }
}
