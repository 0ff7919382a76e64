namespace Pacs.Index.Tests.Searching;

public sealed class SearchTests
{
    [Fact]
    [Trait("Conformance", "56")]
    public async Task Finds_nothing_in_an_empty_index()
    {
        await using var test = await TestIndex.OpenAsync();
        foreach (var level in Enum.GetValues<QueryLevel>()) Assert.Empty(await test.SearchAsync(level, Keys.Of((Tags.PatientID, ""))));
    }

    [Fact]
    public async Task Answers_in_the_order_of_storing_whatever_key_leads()
    {
        await using var test = await Numbered(300);
        string[] all = [.. Enumerable.Range(0, 300).Select(i => $"1.{i}")];
        foreach (var (tag, value) in new[] { (Tags.PatientName, ""), (Tags.PatientName, "N*"), (Tags.PatientName, "*ame*"), (Tags.StudyDate, "20000101-"), (Tags.PatientSex, "F") })
        {
            var answers = await test.SearchAsync(QueryLevel.Study, Keys.Of((tag, value)));
            Assert.Equal(all, answers.Select(answer => answer.GetString(Tags.StudyInstanceUID)));
        }
    }

    [Fact]
    [Trait("Conformance", "52")]
    public async Task Stops_at_the_limit()
    {
        await using var test = await Numbered(100);
        Assert.Equal(40, (await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.PatientName, "")), limit: 40)).Count);
        Assert.Equal(40, (await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.PatientName, "N*")), limit: 40)).Count);
        Assert.Equal(100, (await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.PatientName, "")), limit: 100)).Count);
        Assert.Empty(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.PatientName, "")), limit: 0));
    }

    [Fact]
    public async Task Says_whether_what_follows_an_answer_is_there_already()
    {
        const int firstPage = 32;
        await using var test = await Numbered(40);
        var search = test.Index.Search(new SearchRequest { Level = QueryLevel.Study, Keys = Keys.Of((Tags.PatientName, "")) });
        var atHand = new List<bool>();
        await foreach (var answer in search) atHand.Add(search.IsNextAtHand);

        Assert.Equal(Enumerable.Range(1, 40).Select(number => number != firstPage), atHand);
    }

    [Fact]
    public async Task Goes_on_while_instances_arrive()
    {
        await using var test = await Numbered(200);
        var seen = new List<string?>();
        await foreach (var answer in test.Index.Search(Studies(Tags.StudyDate)))
        {
            if (seen.Count == 10) await test.AddAsync(Instance(999));
            seen.Add(answer.GetString(Tags.StudyInstanceUID));
        }

        Assert.Equal(seen.Distinct(), seen);
        Assert.Equal(200, seen.Count(uid => uid != "1.999"));
    }

    [Fact]
    [Trait("Conformance", "53")]
    public async Task Ends_when_it_is_cancelled()
    {
        await using var test = await Numbered(100);
        using var cancellation = new CancellationTokenSource();
        var count = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in test.Index.Search(Studies(Tags.PatientName)).WithCancellation(cancellation.Token))
            {
                if (++count == 5) await cancellation.CancelAsync();
            }
        });
        Assert.Equal(5, count);
        Assert.Equal(100, (await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.PatientName, "")))).Count);
    }

    /// <summary>A statement that would run for hours is ended, and its connection serves the next.</summary>
    [Fact]
    [Trait("Conformance", "53")]
    public async Task Interrupts_the_statement_that_is_running()
    {
        await using var test = await Numbered(1);
        using var readers = new Pacs.Index.Sqlite.SqliteReaders(test.FilePath);
        using var cancellation = new CancellationTokenSource();
        using var isRunning = new SemaphoreSlim(0);
        var running = Task.Run(() => readers.Run(
            reader =>
            {
                isRunning.Release();
                using var row = reader.Query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n");
                return row.Read();
            },
            cancellation.Token));
        await isRunning.WaitAsync();

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(readers.Run(reader => reader.Query("SELECT 1").Read(), CancellationToken.None));
    }

    private static SearchRequest Studies(Tag key) => new() { Level = QueryLevel.Study, Keys = Keys.Of((key, "")) };

    private static async Task<TestIndex> Numbered(int count)
    {
        var test = await TestIndex.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => test.AddAsync(Instance(i))));
        return test;
    }

    private static TestInstance Instance(int i) => new()
    {
        PatientId = $"P{i}", Study = $"1.{i}", Series = $"1.{i}.1", Instance = $"1.{i}.1.1", Digest = (UInt128)i,
        With = d =>
        {
            d.Set(Tags.PatientName, Vr.PN, $"Name^{(char)('z' - i % 26)}");
            d.Set(Tags.PatientSex, Vr.CS, "F");
            d.Set(Tags.StudyDate, Vr.DA, $"20{99 - i % 90}0101");
        },
    };
}
