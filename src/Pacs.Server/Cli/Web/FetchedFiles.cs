using System.Buffers;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Part10;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Cli.Retrieving;

namespace Pacs.Server.Cli.Web;

/// <summary>Writes the DICOM files that a service sends, as they come. A file has its name only when it is whole.</summary>
internal sealed class FetchedFiles(string folder, Tally tally)
{
    private static readonly ParsingBounds Identity = new()
    {
        Wanted = [Tags.SOPInstanceUID, Tags.StudyInstanceUID, Tags.SeriesInstanceUID],
        StopAt = new Tag(Tags.SeriesInstanceUID.Value + 1),
    };

    public async Task ReceiveAsync(IAsyncEnumerable<ReadOnlySequence<byte>> pieces, CancellationToken cancellationToken)
    {
        var partial = Path.Combine(folder, $".{Guid.NewGuid():N}.part");
        try
        {
            await using var file = new FileStream(partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 0);
            await foreach (var piece in pieces.WithCancellation(cancellationToken))
            {
                foreach (var block in piece) await file.WriteAsync(block, cancellationToken);
                tally.CountBytes(piece.Length);
            }

            var path = ReceivedFiles.PathOf(folder, await ReadIdentityAsync(file, cancellationToken), Path.GetFileName(partial));
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? folder);
            File.Move(partial, path, overwrite: true);
            tally.Count(Fate.Accepted, path);
        }
        catch (DicomFormatException e)
        {
            tally.Count(Fate.Refused, "a part of the answer", e.Message);
        }
        finally
        {
            File.Delete(partial); // there only if it did not become the file
        }
    }

    private static async Task<DataSet> ReadIdentityAsync(FileStream file, CancellationToken cancellationToken)
    {
        var content = await Part10Reader.ReadAsync(file, cancellationToken);
        using var parser = new DataSetParser(content.TransferSyntax, Identity);
        var buffer = new byte[4096];
        var status = OperationStatus.NeedMoreData;
        while (status == OperationStatus.NeedMoreData && await file.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            var piece = new ReadOnlySequence<byte>(buffer, 0, count);
            status = parser.Parse(ref piece);
        }

        return parser.DataSet;
    }
}
