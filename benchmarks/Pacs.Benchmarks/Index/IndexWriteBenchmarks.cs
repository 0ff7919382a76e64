using BenchmarkDotNet.Attributes;
using Pacs.Index;

namespace Pacs.Benchmarks.Index;

/// <summary>What does it cost to enter instances in the index, one by one and when many wait for the writer?</summary>
[MemoryDiagnoser]
public class IndexWriteBenchmarks
{
    private const int PerInvoke = 256;

    private readonly string _directory = Directory.CreateTempSubdirectory("pacs-benchmark-").FullName;
    private readonly IndexedInstance[] _next = new IndexedInstance[PerInvoke];
    private ArchiveIndex _index = null!;
    private IEnumerator<IndexedInstance> _instances = null!;

    [Params(1, 16, 256)]
    public int Batch { get; set; }

    [GlobalSetup]
    public async Task OpenAsync()
    {
        _index = await ArchiveIndex.OpenAsync(Path.Combine(_directory, "index.db"), [], CancellationToken.None);
        _instances = new MadeInstances().All().GetEnumerator();
    }

    [IterationSetup]
    public void Take()
    {
        for (var i = 0; i < PerInvoke && _instances.MoveNext(); i++) _next[i] = _instances.Current;
    }

    [Benchmark(OperationsPerInvoke = PerInvoke)]
    public async Task AddAsync()
    {
        if (Batch == 1)
        {
            foreach (var instance in _next) await _index.AddAsync(instance, CancellationToken.None);
            return;
        }

        foreach (var batch in _next.Chunk(Batch)) await Task.WhenAll(batch.Select(_index.QueueAsync));
    }

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _index.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
