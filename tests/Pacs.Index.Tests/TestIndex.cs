using Microsoft.Data.Sqlite;

namespace Pacs.Index.Tests;

/// <summary>An index in a directory of its own, which goes when the test ends.</summary>
internal sealed class TestIndex : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("pacs-index-").FullName;
    private long _end;

    private TestIndex()
    {
    }

    public string FilePath => Path.Combine(_directory, "index.db");

    public ArchiveIndex Index { get; private set; } = null!;

    /// <summary>What is promoted when the index is opened the next time.</summary>
    public IReadOnlyList<string> Promoted { get; set; } = [];

    public static async Task<TestIndex> OpenAsync()
    {
        var index = new TestIndex();
        index.Index = await ArchiveIndex.OpenAsync(index.FilePath, [], CancellationToken.None);
        return index;
    }

    /// <summary>
    /// Closes the index and opens it again; in between, whatever happens to a file that nobody has open.
    /// </summary>
    public async Task ReopenAsync(Action? between = null)
    {
        await Index.DisposeAsync();
        between?.Invoke();
        var promoted = Promoted.Select(text => AttributeName.TryParse(text, out var name) ? name : throw new FormatException(text));
        Index = await ArchiveIndex.OpenAsync(FilePath, [.. promoted], CancellationToken.None);
    }

    /// <summary>Adds the instance as the next member of segment 1 of shard 0.</summary>
    public Task<IndexOutcome> AddAsync(TestInstance instance) => Index.AddAsync(Next(instance), CancellationToken.None);

    /// <summary>The same, for one under whose UID nothing is held.</summary>
    public Task<IndexOutcome> AddNewAsync(TestInstance instance) => Index.AddNewAsync(Next(instance));

    public async Task AddAsync(params TestInstance[] instances)
    {
        foreach (var instance in instances) await AddAsync(instance);
    }

    /// <summary>Fills in what was promoted, to the end or for so many rounds; how many instances were looked at.</summary>
    public async Task<int> FillAsync(HeaderReader read, int rounds = int.MaxValue)
    {
        var count = 0;
        for (; rounds > 0 && await Index.ReadUnfilledAsync(100, CancellationToken.None) is { } unfilled; rounds--)
        {
            await Index.FillAsync(unfilled, unfilled.Instances.Select(
                one => new FilledInstance(one.Key, one.Instance.Digest, read(one.Instance, unfilled.Wanted))));
            count += unfilled.Instances.Count;
        }

        return count;
    }

    public async Task<List<DataSet>> SearchAsync(QueryLevel level, DataSet keys, int? limit = null)
    {
        var answers = new List<DataSet>();
        var request = new SearchRequest { Level = level, Keys = keys, MaxAnswers = limit ?? int.MaxValue };
        await foreach (var answer in Index.Search(request)) answers.Add(answer);

        return answers;
    }

    public async Task<List<HeldInstance>> LocateAsync(QueryLevel level, DataSet keys)
    {
        var found = new List<HeldInstance>();
        await foreach (var instance in Index.LocateAsync(level, keys, ArchiveIndex.DefaultTenant, CancellationToken.None))
        {
            found.Add(instance);
        }

        return found;
    }

    /// <summary>Does something to the file beside the index.</summary>
    public void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        await Index.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private IndexedInstance Next(TestInstance instance)
    {
        var start = Interlocked.Add(ref _end, 1024) - 1024;
        return instance.At(start, start + 1024);
    }
}
