using System.Collections.Concurrent;
using Pacs.Dicom.Transfer;

namespace Pacs.Archive.Retrieve;

/// <summary>
/// Opens the instances of a retrieval that are converted. While one is on the line the next few are begun, so that all processors decode;
/// they are sent in their order all the same. Several threads may use it.
/// </summary>
/// <param name="isWhole">
/// True when an image must not turn out half-way to be damaged or not decodable, as far as <see cref="StoredInstance"/> can find out before.
/// </param>
public sealed class ConversionsAhead(bool isWhole) : IAsyncDisposable
{
    /// <summary>A longer one is kept from being in memory beside others.</summary>
    private const long LongestAhead = 16 << 20;

    private readonly ConcurrentDictionary<(StoredInstance Instance, TransferSyntax Syntax), Task<Stream>> _begun = new();

    /// <summary>How many it is worth to begin before their turn.</summary>
    public static int Count => Environment.ProcessorCount;

    /// <summary>The instances, each when the next ones have been begun.</summary>
    /// <param name="instances">In the order in which they are opened.</param>
    /// <param name="encodingOf">As what each is wanted; null for one that is not opened.</param>
    public IEnumerable<StoredInstance> BeginNext(IEnumerable<StoredInstance> instances, Func<StoredInstance, TransferSyntax?> encodingOf)
    {
        var waiting = new Queue<StoredInstance>();
        foreach (var instance in instances)
        {
            if (encodingOf(instance) is { } syntax) Begin(instance, syntax);
            waiting.Enqueue(instance);
            if (waiting.Count > Count) yield return waiting.Dequeue();
        }

        while (waiting.TryDequeue(out var instance)) yield return instance;
    }

    /// <summary>Begins one that is going to be opened, if there is anything to be done before.</summary>
    public void Begin(StoredInstance instance, TransferSyntax syntax)
    {
        // Native ones are converted as they are read.
        var isWork = syntax != instance.TransferSyntax && (syntax.IsEncapsulated || instance.TransferSyntax.IsEncapsulated);
        if (!isWork || instance.FileLength > LongestAhead) return;

        _begun.GetOrAdd((instance, syntax), wanted => Task.Run(() => wanted.Instance.OpenDataSet(wanted.Syntax, isWhole)));
    }

    /// <summary>The data set, converted.</summary>
    /// <inheritdoc cref="StoredInstance.OpenDataSet(TransferSyntax, bool)" path="/exception"/>
    public async ValueTask<Stream> OpenAsync(StoredInstance instance, TransferSyntax syntax)
    {
        if (_begun.TryRemove((instance, syntax), out var begun)) return await begun;
        if (isWhole) instance.VerifyAhead();
        return instance.OpenDataSet(syntax, isWhole);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var begun in _begun.Values)
        {
            await ((Task)begun).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (begun.IsCompletedSuccessfully) await (await begun).DisposeAsync();
        }
    }
}
