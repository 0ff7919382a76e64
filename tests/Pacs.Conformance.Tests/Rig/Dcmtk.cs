using System.Globalization;

namespace Pacs.Conformance.Tests.Rig;

/// <summary>dcmtk's programs, as their users call them.</summary>
internal static class Dcmtk
{
    /// <summary>What each transfer syntax that getscu can ask for is called among its options.</summary>
    public static readonly IReadOnlyDictionary<string, string> GetOptions = new Dictionary<string, string>
    {
        [Uids.ImplicitLittle] = "+xi",
        [Uids.ExplicitLittle] = "+xe",
        [Uids.ExplicitBig] = "+xb",
        [Uids.Deflated] = "+xd",
        [Uids.JpegBaseline] = "+xy",
        ["1.2.840.10008.1.2.4.51"] = "+xx",
        ["1.2.840.10008.1.2.4.70"] = "+xs",
        ["1.2.840.10008.1.2.4.80"] = "+xt",
        ["1.2.840.10008.1.2.4.81"] = "+xu",
        [Uids.Jpeg2000Lossless] = "+xv",
        ["1.2.840.10008.1.2.4.91"] = "+xw",
        ["1.2.840.10008.1.2.5"] = "+xr",
    };

    /// <summary>Sends files, each in its own transfer syntax: one association per syntax, one context per class in it.</summary>
    public static async Task<string> StoreAsync(int port, IEnumerable<Part10File> files)
    {
        using var directory = new TestDirectory();
        var output = "";
        foreach (var syntax in files.GroupBy(file => file.TransferSyntax))
        {
            var classes = syntax.Select(file => file.SopClass).Distinct().ToList();
            await File.WriteAllLinesAsync(
                directory["contexts"],
                [
                    "[[TransferSyntaxes]]", "[Own]", $"TransferSyntax1 = {syntax.Key}",
                    "[[PresentationContexts]]", "[Own]",
                    .. classes.Select((sopClass, i) => $@"PresentationContext{i + 1} = {sopClass}\Own"),
                    "[[Profiles]]", "[Own]", "PresentationContexts = Own",
                ]);
            var sent = await ProcessRun.RunAsync(
                "storescu",
                ["-v", "-nh", "-xf", directory["contexts"], "Own", "127.0.0.1", $"{port}", .. syntax.Select(file => file.Path)]);
            output += sent.Output;
        }

        return output;
    }

    public static async Task GetAsync(int port, string folder, string option, params string[] keys)
    {
        await ProcessRun.RunAsync(
            "getscu", ["-S", option, "+B", "-od", folder, "127.0.0.1", $"{port}", .. Keys(keys)]);
    }

    /// <summary>The answers to each C-FIND as pydicom reads them from the files that findscu writes.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<Attributes>>> FindAsync(
        int port, string model, params IReadOnlyList<string[]> queries)
    {
        using var directory = new TestDirectory();
        for (var i = 0; i < queries.Count; i++)
        {
            var answers = directory.CreateFolder($"{i:D5}");
            (await ProcessRun.RunAsync(
                "findscu", [model, "-X", "-od", answers, "127.0.0.1", $"{port}", .. Keys(queries[i])])).Succeeded();
        }

        var read = await PythonOracle.ReadAsync(directory.Files("*.dcm").Order());
        var byQuery = read.ToLookup(answer => int.Parse(Path.GetFileName(Path.GetDirectoryName(answer["path"]))!, CultureInfo.InvariantCulture));
        return Enumerable.Range(0, queries.Count).Select(i => byQuery[i].ToList()).ToList();
    }

    /// <summary>storescp in a folder, writing what it receives byte for byte; ended when disposed.</summary>
    public static Task<IDisposable> ReceiveAsync(int port, string folder) =>
        ListeningProcess.StartAsync(port, "storescp", "+B", "+xa", "-pm", "-dhl", "-od", folder, $"{port}");

    private static IEnumerable<string> Keys(string[] keys) => keys.SelectMany(key => new[] { "-k", key });
}
