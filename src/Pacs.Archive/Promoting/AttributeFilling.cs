using System.Data.Common;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Promoting;

/// <summary>
/// Fills the index with promoted attributes of what was held before, from the stored headers, while the archive serves. It
/// can stop anywhere: how far it has come is in the index.
/// </summary>
public sealed class AttributeFilling
{
    private const int Batch = 256;
    private const int RowsDroppedAtOnce = 5000;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private readonly StoredHeader _headers;
    private readonly ArchiveIndex _index;
    private readonly TimeProvider _clock;

    internal AttributeFilling(SegmentStore store, ArchiveIndex index, TimeProvider clock)
    {
        _headers = new StoredHeader(store);
        _index = index;
        _clock = clock;
    }

    /// <summary>How far each promoted attribute is.</summary>
    public IReadOnlyList<AttributeProgress> Progress =>
    [
        .. _index.Promotions.Select(promotion => new AttributeProgress(
            promotion.Attribute, promotion.Filled, promotion.Total, promotion.IsComplete)),
    ];

    /// <summary>What keeps it from going on, in words for the operator; null when nothing is wrong.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Why an attribute cannot be promoted, in words for the operator, or null when it can.</summary>
    public static string? FlawOf(AttributeName name) => ArchiveIndex.FlawOf(name);

    /// <summary>Takes out what is not promoted any more, and fills in what is, until all is done or it is cancelled.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                while (await _index.DropAsync(RowsDroppedAtOnce)) cancellationToken.ThrowIfCancellationRequested();
                while (await FillAsync(cancellationToken)) Trouble = null;
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is IOException or DbException)
            {
                Trouble = failure.Message;
            }

            await Task.Delay(RetryAfter, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>False when there was nothing left. It rests as long as it has worked: the disk is for others.</summary>
    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        var began = _clock.GetTimestamp();
        if (await _index.ReadUnfilledAsync(Batch, cancellationToken) is not { } unfilled) return false;

        var filled = new List<FilledInstance>(unfilled.Instances.Count);
        foreach (var (key, instance) in unfilled.Instances)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var header = _headers.Read(instance, unfilled.Wanted) ?? await ReadMovedAsync(key, unfilled.Wanted, cancellationToken);
            filled.Add(new FilledInstance(key, instance.Digest, header));
        }

        await _index.FillAsync(unfilled, filled);
        await Task.Delay(_clock.GetElapsedTime(began), _clock, cancellationToken);
        return true;
    }

    /// <summary>It may have been moved since it was located.</summary>
    private async Task<DataSet?> ReadMovedAsync(long key, TagSet wanted, CancellationToken cancellationToken)
    {
        var again = await _index.ReadUnfilledAsync(Batch, cancellationToken);
        return again?.Instances.Where(found => found.Key == key).Select(found => _headers.Read(found.Instance, wanted)).FirstOrDefault();
    }
}
