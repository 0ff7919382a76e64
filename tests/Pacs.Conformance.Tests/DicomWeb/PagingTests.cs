using System.Globalization;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>
/// Paging through an archive that grows meanwhile, by fewer studies than are read: otherwise there would be no last page.
/// PACS_PAGED_STUDIES sets how many studies there are at first.
/// </summary>
public sealed class PagingTests : IClassFixture<OpenArchive>, IDisposable
{
    private const string StudyUid = "0020000D";

    private const int StoredPerPage = 3;

    private static readonly int Studies =
        int.Parse(Environment.GetEnvironmentVariable("PACS_PAGED_STUDIES") ?? "300", CultureInfo.InvariantCulture);

    private readonly OpenArchive _archive;
    private readonly SemaphoreSlim _mayStore = new(0);

    public PagingTests(OpenArchive archive) => _archive = archive;

    public void Dispose() => _mayStore.Dispose();

    [Fact]
    [Trait("Conformance", "79")]
    public async Task None_is_skipped_and_none_comes_twice_while_another_client_stores()
    {
        _mayStore.Release(Studies);
        var held = await StoreAsync(Studies, CancellationToken.None);
        using var client = new WebClient(_archive.Server.HttpPort);
        using var enough = new CancellationTokenSource();
        var storing = StoreAsync(int.MaxValue, enough.Token);

        foreach (var query in (string[])
            [
                "studies?limit=50", "studies?limit=50&orderby=-StudyDate", "studies?limit=7&offset=3&orderby=PatientName",
                "studies?limit=50&PatientName=Conformance*",
            ])
        {
            var found = new List<string>();
            for (var next = query; next is not null;)
            {
                _mayStore.Release(StoredPerPage);
                var (results, answer) = await client.SearchAsync(next);
                found.AddRange(results.Select(result => WebClient.Value(result, StudyUid)!));
                next = WebClient.NextOf(answer);
            }

            Assert.Equal(found.Count, found.Distinct().Count());
            Assert.InRange(held.Except(found).Count(), 0, query.Contains("offset=3", StringComparison.Ordinal) ? 3 : 0);
        }

        await PageByOffsetAsync(client, held);
        await enough.CancelAsync();
        Assert.NotEmpty(await storing);
    }

    /// <summary>Clients that know nothing of links count themselves; what comes is behind what there was.</summary>
    private async Task PageByOffsetAsync(WebClient client, IReadOnlyCollection<string> held)
    {
        var found = new List<string>();
        while (true)
        {
            _mayStore.Release(StoredPerPage);
            var (results, _) = await client.SearchAsync(string.Create(CultureInfo.InvariantCulture, $"studies?limit=100&offset={found.Count}"));
            if (results.Length == 0) break;
            found.AddRange(results.Select(result => WebClient.Value(result, StudyUid)!));
        }

        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Empty(held.Except(found));
    }

    /// <summary>Studies of one small image each, in no order of dates or names.</summary>
    private async Task<List<string>> StoreAsync(int count, CancellationToken cancellationToken)
    {
        var stored = new List<string>();
        await using var peer = await _archive.StoringAsync();
        for (var i = 0; i < count && await MayStoreAsync(cancellationToken); i++)
        {
            var image = new RawImage
            {
                StudyDate = new DateOnly(2024, 1, 1).AddDays(i * 37 % 400).ToString("yyyyMMdd", CultureInfo.InvariantCulture),
                PatientName = string.Create(CultureInfo.InvariantCulture, $"Conformance^{i * 7919 % 1000}"),
            };
            Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
            stored.Add(image.Study);
        }

        return stored;
    }

    /// <summary>False when it is enough.</summary>
    private async Task<bool> MayStoreAsync(CancellationToken enough)
    {
        try
        {
            await _mayStore.WaitAsync(enough);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
