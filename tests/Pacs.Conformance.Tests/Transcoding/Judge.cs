using System.Text.RegularExpressions;

namespace Pacs.Conformance.Tests.Transcoding;

/// <summary>What programs of others say of a file, and what they decode it to.</summary>
internal static partial class Judge
{
    private const string Jpeg2000Lossless = "1.2.840.10008.1.2.4.90";

    private static readonly string[] HighThroughput = ["1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203"];

    /// <summary>
    /// The errors that dciodvfy finds, each once; what is deflated, which it does not read, dcmtk inflates for it, and what is younger than
    /// it is, it takes for what is alike.
    /// </summary>
    public static async Task<IReadOnlySet<string>> ErrorsOfAsync(string path, string transferSyntax)
    {
        using var directory = new TestDirectory();
        if (transferSyntax == Uids.Deflated)
        {
            (await ProcessRun.RunAsync("dcmconv", ["+te", path, directory["inflated.dcm"]])).Succeeded();
            path = directory["inflated.dcm"];
        }

        if (HighThroughput.Contains(transferSyntax))
        {
            var file = Part10File.Read(path);
            var dataSet = (await File.ReadAllBytesAsync(path))[(int)file.DataSetOffset..];
            path = Part10File.Write(directory["alike.dcm"], file.SopClass, file.SopInstance, Jpeg2000Lossless, dataSet);
        }

        var said = await ProcessRun.RunAsync("dciodvfy", [path]);
        return said.Output.Split('\n').Where(line => line.StartsWith("Error", StringComparison.Ordinal)).ToHashSet();
    }

    /// <summary>
    /// The pixel data that dcmtk, gdcm or OpenJPEG's own program decode it to, and what colours they say it has; null when neither reads its compression.
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
            Jpeg2000Lossless or "1.2.840.10008.1.2.4.91" => ["gdcmconv", "--raw"],
            Uids.ImplicitLittle or Uids.ExplicitLittle or Uids.ExplicitBig or Uids.Deflated => ["dcmconv", "+te"],
            _ => [],
        };
        if (HighThroughput.Contains(transferSyntax)) return await DecodeHighThroughputAsync(path, directory);

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

    /// <summary>pydicom takes the frames out, and OpenJPEG decodes them: component after component.</summary>
    private static async Task<(byte[] Pixels, string Photometric)?> DecodeHighThroughputAsync(string path, TestDirectory directory)
    {
        const string Script = """
            import sys, pydicom
            image = pydicom.dcmread(sys.argv[1])
            frames = pydicom.encaps.generate_pixel_data_frame(image.PixelData, int(image.get("NumberOfFrames", 1)))
            for number, frame in enumerate(frames): open("%s/%d.j2c" % (sys.argv[2], number), "wb").write(frame)
            print(image.SamplesPerPixel, image.BitsAllocated // 8, image.PhotometricInterpretation)
            """;
        var folder = directory.CreateFolder("frames");
        var said = await ProcessRun.RunAsync("/usr/bin/python3", ["-c", Script, path, folder]);
        said.Succeeded();
        var (samples, bytes, photometric) = said.Output.Trim().Split(' ', 3) is [var first, var second, var third] ? (int.Parse(first), int.Parse(second), third) : default;
        var pixels = new List<byte>();
        foreach (var frame in Directory.GetFiles(folder, "*.j2c").OrderBy(file => int.Parse(Path.GetFileNameWithoutExtension(file))))
        {
            var raw = $"{frame}.rawl";
            if (!(await ProcessRun.RunAsync("opj_decompress", ["-i", frame, "-o", raw])).Output.Contains("decode time", StringComparison.Ordinal)) return null;

            pixels.AddRange(PixelByPixel(await File.ReadAllBytesAsync(raw), samples, bytes));
        }

        if (pixels.Count % 2 == 1) pixels.Add(0);
        return ([.. pixels], photometric is "YBR_RCT" or "YBR_ICT" ? "RGB" : photometric);
    }

    private static byte[] PixelByPixel(byte[] planes, int samples, int bytes)
    {
        var pixels = new byte[planes.Length];
        var plane = planes.Length / samples;
        for (var i = 0; i < planes.Length / bytes; i++)
        {
            planes.AsSpan((i % samples * plane) + (i / samples * bytes), bytes).CopyTo(pixels.AsSpan(i * bytes));
        }

        return pixels;
    }

    [GeneratedRegex(@"\(0028,0004\) CS \[([^\]]*)\]")]
    private static partial Regex Photometric();
}
