using BenchmarkDotNet.Attributes;
using Pacs.Benchmarks.Scale;
using Pacs.Index;

namespace Pacs.Benchmarks.Index;

/// <summary>What does each kind of search cost, among how many studies?</summary>
[MemoryDiagnoser]
public class SearchBenchmarks
{
    private const int InFlight = 256;

    private readonly string _directory = Directory.CreateTempSubdirectory("pacs-benchmark-").FullName;
    private readonly Random _random = new(7);
    private ArchiveIndex _index = null!;

    [Params(10_000, 100_000, 1_000_000)]
    public int Studies { get; set; } = 1_000;

    [GlobalSetup]
    public async Task FillAsync()
    {
        _index = await ArchiveIndex.OpenAsync(Path.Combine(_directory, "index.db"), [], CancellationToken.None);
        foreach (var some in new MadeInstances { InstancesPerStudy = 1 }.All().Take(Studies).Chunk(InFlight))
        {
            await Task.WhenAll(some.Select(_index.QueueAsync));
        }
    }

    [Benchmark]
    public Task<int> StudyByUidAsync() => AskAsync("study by UID");

    [Benchmark]
    public Task<int> StudiesOfPatientAsync() => AskAsync("studies of a patient");

    [Benchmark]
    public Task<int> NamePrefixAsync() => AskAsync("name by its beginning");

    [Benchmark]
    public Task<int> NameInfixAsync() => AskAsync("name by a part of it");

    /// <summary>A page of a key that every twelfth study and more matches.</summary>
    [Benchmark]
    public Task<int> NameLetterAsync() => AskAsync("name by its first letter");

    [Benchmark]
    public Task<int> StudiesOfDayAsync() => AskAsync("studies of a day");

    [Benchmark]
    public Task<int> SeriesOfStudyAsync() => AskAsync("series of a study");

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _index.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private Task<int> AskAsync(string name) =>
        ScaleQuery.All.First(query => query.Name == name).AskAsync(_index, _random.Next(Studies));
}
