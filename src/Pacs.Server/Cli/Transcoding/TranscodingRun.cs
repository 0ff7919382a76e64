using System.IO.Pipelines;
using Pacs.Dicom;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Transfer;
using Pacs.Imaging.Transcoding;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Cli.Sources;

namespace Pacs.Server.Cli.Transcoding;

/// <summary>Files in another transfer syntax, several at once; what is wrong with one is told and the others are written.</summary>
internal sealed class TranscodingRun(IReadOnlyList<string> paths, string output, TransferSyntax wanted, bool isLossy, Terminal terminal)
{
    private readonly bool _isFolder = paths.Count > 1 || Directory.Exists(paths[0]) || Directory.Exists(output);
    private long _written;
    private long _failed;
    private long _bytesBefore;
    private long _bytesAfter;
    private long? _total;

    public long Written => Interlocked.Read(ref _written);

    public long Failed => Interlocked.Read(ref _failed);

    public long BytesBefore => Interlocked.Read(ref _bytesBefore);

    public long BytesAfter => Interlocked.Read(ref _bytesAfter);

    public ProgressState Progress => new(Written + Failed, _total);

    public Task RunAsync(CancellationToken cancellationToken)
    {
        List<(string Path, string Target)> files = [.. paths.SelectMany(FilesOf)];
        _total = files.Count;
        return Parallel.ForEachAsync(files, cancellationToken, async (file, cancelled) => await TryAsync(file.Path, file.Target, cancelled));
    }

    /// <summary>Below a folder everything keeps its place.</summary>
    private IEnumerable<(string Path, string Target)> FilesOf(string path) => FileTree.Enumerate([path]).Select(file => (
        file,
        !_isFolder ? output : Path.Combine(output, Directory.Exists(path) ? Path.GetRelativePath(path, file) : Path.GetFileName(file))));

    private async Task TryAsync(string path, string target, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(path, target, cancellationToken);
            Interlocked.Increment(ref _written);
        }
        catch (Exception e) when (e is DicomFormatException or IOException or UnauthorizedAccessException)
        {
            Interlocked.Increment(ref _failed);
            terminal.Complain($"{path}: {e.Message}");
        }
    }

    private async Task WriteAsync(string path, string target, CancellationToken cancellationToken)
    {
        var probe = await DicomFile.ProbeAsync(path, cancellationToken);
        if (probe.File is not { } file) throw new DicomFormatException($"It is no instance: {probe.Reason}.");

        var dataSet = await FileDataSet.FindAsync(path, cancellationToken);
        var stored = new StoredDataSet(dataSet.TransferSyntax, dataSet.Open, dataSet.OpenRange);
        var (bytes, uid) = isLossy
            ? Transcoder.OpenLossy(stored, wanted)
            : new TranscodedDataSet(Transcoder.OpenRead(stored, wanted, isWhole: false), file.SopInstanceUid);
        await using (bytes)
        {
            if (Path.GetDirectoryName(Path.GetFullPath(target)) is { } folder) Directory.CreateDirectory(folder);

            // Under another name until it is whole: the file may be the one that is read, and reading may fail.
            var part = $"{target}.part";
            try
            {
                await WriteAsync(part, bytes, new FileMetaInformation
                {
                    MediaStorageSopClassUid = file.SopClassUid,
                    MediaStorageSopInstanceUid = uid,
                    TransferSyntax = wanted,
                });
                Interlocked.Add(ref _bytesBefore, new FileInfo(path).Length);
                Interlocked.Add(ref _bytesAfter, new FileInfo(part).Length);
                File.Move(part, target, overwrite: true);
            }
            finally
            {
                File.Delete(part);
            }
        }
    }

    private static async Task WriteAsync(string path, Stream dataSet, FileMetaInformation meta)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        var start = PipeWriter.Create(file, new StreamPipeWriterOptions(leaveOpen: true));
        meta.Write(start);
        await start.CompleteAsync();
        await dataSet.CopyToAsync(file, CancellationToken.None);
    }
}
