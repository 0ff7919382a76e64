using System.Text.RegularExpressions;

namespace Pacs.Conformance.Tests.Transcoding;

/// <summary>What programs of others say of a file, and what they decode it to.</summary>
internal static partial class Judge
{
    /// <summary>The errors that dciodvfy finds, each once; what is deflated, which it does not read, dcmtk inflates for it.</summary>
    public static async Task<IReadOnlySet<string>> ErrorsOfAsync(string path, string transferSyntax)
    {
        using var directory = new TestDirectory();
        if (transferSyntax == Uids.Deflated)
        {
            (await ProcessRun.RunAsync("dcmconv", ["+te", path, directory["inflated.dcm"]])).Succeeded();
            path = directory["inflated.dcm"];
        }

        var said = await ProcessRun.RunAsync("dciodvfy", [path]);
        return said.Output.Split('\n').Where(line => line.StartsWith("Error", StringComparison.Ordinal)).ToHashSet();
    }

    /// <summary>
    /// The pixel data that dcmtk or gdcm decode it to, and what colours they say it has; null when neither reads its compression.
    /// </summary>
    public static async Task<(byte[] Pixels, string Photometric)?> DecodeAsync(string path, string transferSyntax)
    {
        using var directory = new TestDirectory();
        string[] command = transferSyntax switch
        {
            "1.2.840.10008.1.2.5" => ["dcmdrle"],
            "1.2.840.10008.1.2.4.50" or "1.2.840.10008.1.2.4.51" => ["dcmdjpeg"],
            "1.2.840.10008.1.2.4.57" or "1.2.840.10008.1.2.4.70" => ["dcmdjpeg", "+cn"], // it would make RGB of what is YBR in the data set, too
            "1.2.840.10008.1.2.4.80" or "1.2.840.10008.1.2.4.81" => ["dcmdjpls"],
            "1.2.840.10008.1.2.4.90" or "1.2.840.10008.1.2.4.91" => ["gdcmconv", "--raw"],
            Uids.ImplicitLittle or Uids.ExplicitLittle or Uids.ExplicitBig or Uids.Deflated => ["dcmconv", "+te"],
            _ => [],
        };
        if (command is not [var program, .. var options]) return null;

        var native = directory["native.dcm"];
        await ProcessRun.RunAsync(program, [.. options, path, native]);
        if (!File.Exists(native)) return null;

        // gdcm may write implicit or planar; dcmtk then makes of it what it makes of all others.
        var plain = directory["plain.dcm"];
        (await ProcessRun.RunAsync("dcmconv", ["+te", native, plain])).Succeeded();
        var values = directory.CreateFolder("values");
        (await ProcessRun.RunAsync("dcmdump", ["-q", "+W", values, plain])).Succeeded();
        var dump = (await ProcessRun.RunAsync("dcmdump", ["-q", "+P", "0028,0004", "+P", "0028,0006", plain])).Output;
        var pixels = await File.ReadAllBytesAsync(Directory.GetFiles(values).MaxBy(file => new FileInfo(file).Length)!);
        return (pixels, $"{Photometric().Match(dump).Groups[1].Value}{(dump.Contains("US 1 ", StringComparison.Ordinal) ? ", planar" : "")}");
    }

    [GeneratedRegex(@"\(0028,0004\) CS \[([^\]]*)\]")]
    private static partial Regex Photometric();
}
