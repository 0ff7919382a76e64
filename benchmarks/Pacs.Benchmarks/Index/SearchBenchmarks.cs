using BenchmarkDotNet.Attributes;
using Pacs.Benchmarks.Scale;
using Pacs.Index;

namespace Pacs.Benchmarks.Index;

/// <summary>What does each kind of search cost, among how many studies?</summary>
[MemoryDiagnoser]
public class SearchBenchmarks
{
    private const int InFlight = 256;

    /// <summary>The index that was filled last: a million studies take ten minutes, and all kinds are asked of the same.</summary>
    private static Filled? _last;

    private readonly Random _random = new(7);

    [Params(10_000, 100_000, 1_000_000)]
    public int Studies { get; set; } = 1_000;

    [GlobalSetup]
    public async Task FillAsync()
    {
        if (_last?.Studies == Studies) return;

        if (_last is null) AppDomain.CurrentDomain.ProcessExit += (_, _) => _last?.DisposeAsync().AsTask().Wait();
        else await _last.DisposeAsync();
        var directory = Directory.CreateTempSubdirectory("pacs-benchmark-").FullName;
        _last = new Filled(Studies, await ArchiveIndex.OpenAsync(Path.Combine(directory, "index.db"), [], CancellationToken.None), directory);
        foreach (var some in new MadeInstances { InstancesPerStudy = 1 }.All().Take(Studies).Chunk(InFlight))
        {
            await Task.WhenAll(some.Select(_last.Index.QueueAsync));
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

    private Task<int> AskAsync(string name) =>
        ScaleQuery.All.First(query => query.Name == name).AskAsync(
            _last?.Index ?? throw new InvalidOperationException("It has not been filled."), _random.Next(Studies));

    private sealed record Filled(int Studies, ArchiveIndex Index, string Directory) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Index.DisposeAsync();
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }
}
