using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Pacs.Dicom;
using Pacs.Imaging.Workers;

namespace Pacs.Imaging.Codecs.Jpeg2000;

/// <summary>
/// <c>ojph_compress</c>, a process for each frame. It wants files, and tells by their names what is in them: pixels go through memory that
/// has no name, and into a folder of our own go links to it that are named as it likes.
/// </summary>
internal static class OpenJph
{
    /// <summary>Of the time that a frame may take: what is left is for cleaning up, before whoever waits for this process ends it.</summary>
    private const double Share = 0.8;

    /// <param name="pixels">A portable map.</param>
    /// <param name="extension">Which: pgm for grey, ppm for colours.</param>
    /// <param name="frameLength">Bytes of the frame, by which the time it may take is measured.</param>
    /// <param name="options">Those of the program, but for its files.</param>
    /// <exception cref="DicomFormatException">The program cannot be started, failed, or took too long.</exception>
    public static byte[] Compress(ReadOnlySpan<byte> pixels, string extension, int frameLength, IEnumerable<string> options)
    {
        using var input = AnonymousFile.Create();
        using var output = AnonymousFile.Create();
        RandomAccess.Write(input, pixels, fileOffset: 0);
        var folder = FrameFolder.Create();
        try
        {
            var (from, to) = (Path.Combine(folder, $"frame.{extension}"), Path.Combine(folder, "frame.j2c"));
            File.CreateSymbolicLink(from, AnonymousFile.PathOf(input));
            File.CreateSymbolicLink(to, AnonymousFile.PathOf(output));
            Run(["-i", from, "-o", to, .. options], TimeLimit.For(frameLength) * Share);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return Read(output);
    }

    private static void Run(IEnumerable<string> arguments, TimeSpan limit)
    {
        // What it prints is a line, which the pipes hold.
        var start = new ProcessStartInfo(NativeCodec.OpenJph.FileName, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start) ?? throw new IOException("it did not start");
            if (!process.WaitForExit(limit))
            {
                process.Kill();
                throw new DicomFormatException($"Compressing the frame took more than {limit.TotalSeconds:0.##} s.");
            }

            if (process.ExitCode != 0) throw Failed(process.StandardError.ReadToEnd().Trim());
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw Failed(e.Message);
        }
    }

    private static byte[] Read(SafeFileHandle file)
    {
        var bytes = new byte[RandomAccess.GetLength(file)];
        for (var read = 0; read < bytes.Length;)
        {
            var count = RandomAccess.Read(file, bytes.AsSpan(read), read);
            if (count == 0) throw Failed("it made less than it said");
            read += count;
        }

        return bytes;
    }

    private static DicomFormatException Failed(string why) => new($"The frame cannot be compressed to High-Throughput JPEG 2000: {why}.");
}
