using System.CommandLine;
using System.IO.Compression;
using Pacs.Dicom;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Transfer;
using Pacs.Server.Cli.Listing;
using Pacs.Server.Cli.Reports;

namespace Pacs.Server.Cli;

/// <summary><c>pacs dump</c>: a file as a listing.</summary>
internal static class DumpCommand
{
    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "DICOM files, with or without file meta information.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<int?> Width = new("--width", "-w")
    {
        Description = "Cut lines at this many columns; 0 for never (default: the terminal's width, never in a pipe).",
        HelpName = "N",
    };

    public static Verb Create() => new("dump", "List what is in DICOM files.", RunAsync)
    {
        Notes = "A line per element: tag, VR, length, keyword, value. A damaged file is listed up to the damage.",
        Examples =
        [
            "pacs dump image.dcm",
            "pacs dump --width 0 image.dcm | grep Patient",
        ],
        Arguments = { Files },
        Options = { Width },
    };

    private static async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var width = arguments.GetValue(Width) ?? terminal.Width;
        var exitCode = ExitCode.Success;
        foreach (var path in arguments.GetRequiredValue(Files))
        {
            try
            {
                var damage = await DumpAsync(path, terminal.Output, width is > 0 ? width : null, cancellationToken);
                if (damage is null) continue;

                terminal.Complain($"{path} is damaged: {damage}.");
            }
            catch (UnauthorizedAccessException) when (Directory.Exists(path))
            {
                terminal.Complain($"{path} is a folder.");
            }
            catch (DicomFormatException e)
            {
                terminal.Complain($"{path} is not a DICOM file: {e.Message}");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                terminal.Complain(e.Message);
            }

            exitCode = ExitCode.Failure;
        }

        return exitCode;
    }

    /// <summary>How the file is damaged, or null.</summary>
    private static async Task<string?> DumpAsync(
        string path, TextWriter output, int? width, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var content = await Part10Reader.ReadAsync(file, cancellationToken);
        await output.WriteLineAsync($"# {path}: {Quantity.Count(file.Length)} bytes");

        if (content.MetaInformation is null)
        {
            await output.WriteLineAsync("# no file meta information");
        }
        else
        {
            await output.WriteLineAsync("# file meta information");
            var bytes = await ReadMetaAsync(file, content.DataSetOffset, cancellationToken);
            var meta = new DataSetListing(output, TransferSyntax.ExplicitVrLittleEndian, width);
            var damage = await meta.WriteAsync(new MemoryStream(bytes), cancellationToken);
            if (damage is not null) return damage;
        }

        var syntax = content.TransferSyntax;
        var offset = Quantity.Count(content.DataSetOffset);
        await output.WriteLineAsync($"# data set from offset {offset}, {syntax.Name} ({syntax.Uid})");
        file.Position = content.DataSetOffset;
        await using Stream dataSet = syntax.IsDeflated ? new DeflateStream(file, CompressionMode.Decompress) : file;
        return await new DataSetListing(output, syntax, width).WriteAsync(dataSet, cancellationToken);
    }

    /// <summary>Group 0002, which <see cref="Part10Reader"/> has found to be there and of bounded length.</summary>
    private static async Task<byte[]> ReadMetaAsync(FileStream file, long end, CancellationToken cancellationToken)
    {
        const int Prefix = 132; // PS3.10 §7.1: the preamble and DICM
        var bytes = new byte[end];
        file.Position = 0;
        await file.ReadExactlyAsync(bytes, cancellationToken);
        return end >= Prefix && bytes.AsSpan(Prefix - 4, 4).SequenceEqual("DICM"u8) ? bytes[Prefix..] : bytes;
    }
}
