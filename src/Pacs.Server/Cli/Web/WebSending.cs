using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Json;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Cli.Sources;

namespace Pacs.Server.Cli.Web;

/// <summary>One run of <c>pacs web store</c>: files in requests of a moderate size, some of them at once.</summary>
/// <param name="service">Where the files go.</param>
/// <param name="log">Gets a line per file; null for none.</param>
internal sealed class WebSending(WebService service, TextWriter? log)
{
    /// <summary>A request that breaks is sent anew as a whole by whoever runs the verb again.</summary>
    private const int FilesPerRequest = 200;
    private const long BytesPerRequest = 256L << 20;

    private long _total = -1;

    public Tally Tally { get; } = new();

    public ProgressState Progress =>
        new(Tally.Done, Interlocked.Read(ref _total) is >= 0 and var total ? total : null, Tally.Bytes);

    public async Task RunAsync(IReadOnlyList<string> paths, int atOnce, CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _total, FileTree.Enumerate(paths).LongCount());
        var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(BatchesAsync(paths, cancellationToken), options, async (batch, cancellation) =>
            await SendAsync(batch, cancellation));
    }

    private async IAsyncEnumerable<List<DicomFile>> BatchesAsync(
        IReadOnlyList<string> paths, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new List<DicomFile>();
        var instances = new HashSet<string>();
        long length = 0;
        foreach (var path in FileTree.Enumerate(paths))
        {
            if (await ProbeAsync(path, cancellationToken) is not { } file) continue;

            // The response names instances: two files of one instance go in requests of their own.
            if (batch.Count == FilesPerRequest || length >= BytesPerRequest || instances.Contains(file.SopInstanceUid))
            {
                yield return batch;
                (batch, instances, length) = ([], [], 0);
            }

            batch.Add(file);
            instances.Add(file.SopInstanceUid);
            length += file.DataSetLength;
        }

        if (batch.Count > 0) yield return batch;
    }

    private async Task<DicomFile?> ProbeAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var probe = await DicomFile.ProbeAsync(path, cancellationToken);
            if (probe.File is null) Tell(Fate.Skipped, path, probe.Reason);
            return probe.File;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell(Fate.Refused, path, DicomFile.WhyUnreadable(path, e));
            return null;
        }
    }

    private async Task SendAsync(List<DicomFile> batch, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new FilesContent([.. batch.Select(file => file.Path)], Tally.CountBytes);
            using var answer = await service.SendAsync(HttpMethod.Post, "studies", "application/dicom+json", content, cancellationToken);
            if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.Conflict &&
                answer.Content.Headers.ContentType?.MediaType == "application/dicom+json")
            {
                var module = DicomJsonReader.ReadAll(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
                TellFates(batch, module is [var only] ? only.DataSet : new DataSet());
                return;
            }

            var refusal = await WebService.RefusalOfAsync(answer, cancellationToken);
            foreach (var file in batch) Tell(Fate.Refused, file.Path, refusal);
        }
        catch (HttpRequestException e)
        {
            foreach (var file in batch) Tell(Fate.NotSent, file.Path, e.Message);
        }
    }

    /// <summary>By the Store Instances Response module (PS3.18 §I.2).</summary>
    private void TellFates(List<DicomFile> batch, DataSet module)
    {
        var stored = module.GetItems(Tags.ReferencedSOPSequence)
            .Select(item => item.GetString(Tags.ReferencedSOPInstanceUID))
            .ToHashSet();
        var failed = new Dictionary<string, int>();
        foreach (var item in module.GetItems(Tags.FailedSOPSequence))
        {
            if (item.GetString(Tags.ReferencedSOPInstanceUID) is { } uid) failed[uid] = item.GetInt32(Tags.FailureReason) ?? 0;
        }

        foreach (var file in batch)
        {
            if (failed.TryGetValue(file.SopInstanceUid, out var reason))
            {
                Tell(Fate.Refused, file.Path, string.Create(CultureInfo.InvariantCulture, $"failure reason 0x{reason:X4}"));
            }
            else if (stored.Contains(file.SopInstanceUid))
            {
                Tell(Fate.Accepted, file.Path, null);
            }
            else
            {
                Tell(Fate.Refused, file.Path, "the service does not say that it is stored");
            }
        }
    }

    private void Tell(Fate fate, string path, string? reason)
    {
        Tally.Count(fate, path, reason);
        log?.WriteLine(FileLine.Of(fate, path, reason));
    }
}
