using System.Globalization;

namespace Pacs.Imaging.Tests.References;

/// <summary>Decoders of others that want bare codestreams.</summary>
internal static class Codestreams
{
    /// <summary>OpenJPH's own program; null when it is missing or refuses.</summary>
    public static long[]? OpenJph(byte[] codestream, PixelFormat format) =>
        Expand("ojph_expand", codestream, format.SamplesPerPixel == 3 ? "frame.ppm" : "frame.pgm");

    /// <summary>OpenJPEG's own program, for colours; null when it is missing or refuses.</summary>
    public static long[]? OpenJpeg(byte[] codestream) => Expand("opj_decompress", codestream, "frame.ppm");

    private static long[]? Expand(string tool, byte[] codestream, string name)
    {
        using var folder = new TemporaryFolder();
        var input = Path.Combine(folder.Path, "frame.j2c");
        var output = Path.Combine(folder.Path, name);
        File.WriteAllBytes(input, codestream);
        return Tool.Run(tool, "-i", input, "-o", output) ? ReadPortable(File.ReadAllBytes(output)) : null;
    }

    /// <summary>The samples of a binary PGM or PPM: P5 or P6, perhaps a comment, width, height, largest value, then big endian.</summary>
    private static long[] ReadPortable(byte[] file)
    {
        var numbers = new List<int>();
        var at = 2;
        while (numbers.Count < 3)
        {
            if (file[at] == '#') at = Array.IndexOf(file, (byte)'\n', at) + 1;
            var end = at;
            while (!char.IsWhiteSpace((char)file[end])) end++;
            if (end > at) numbers.Add(int.Parse(file.AsSpan(at, end - at), CultureInfo.InvariantCulture));
            at = end + 1;
        }

        var samples = file.AsSpan(at);
        var wide = numbers[2] > 255;
        var values = new long[wide ? samples.Length / 2 : samples.Length];
        for (var i = 0; i < values.Length; i++) values[i] = wide ? (samples[i * 2] << 8) | samples[(i * 2) + 1] : samples[i];
        return values;
    }

    /// <summary>Python's zlib; null when it is missing or refuses.</summary>
    public static byte[]? Zlib(byte[] codestream)
    {
        const string Script =
            "import sys, zlib; open(sys.argv[2], 'wb').write(zlib.decompressobj(-15).decompress(open(sys.argv[1], 'rb').read()))";

        using var folder = new TemporaryFolder();
        var input = Path.Combine(folder.Path, "frame");
        var output = Path.Combine(folder.Path, "samples");
        File.WriteAllBytes(input, codestream);
        return Tool.Run("python3", "-c", Script, input, output) ? File.ReadAllBytes(output) : null;
    }
}
