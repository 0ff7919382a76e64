using System.Globalization;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>Paging through an archive that grows meanwhile. PACS_PAGED_STUDIES sets how many studies there are at first.</summary>
public sealed class PagingTests : IClassFixture<OpenArchive>
{
    private const string StudyUid = "0020000D";

    private static readonly int Studies =
        int.Parse(Environment.GetEnvironmentVariable("PACS_PAGED_STUDIES") ?? "300", CultureInfo.InvariantCulture);

    private readonly OpenArchive _archive;

    public PagingTests(OpenArchive archive) => _archive = archive;

    [Fact]
    [Trait("Conformance", "79")]
    public async Task None_is_skipped_and_none_comes_twice_while_another_client_stores()
    {
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
    private static async Task PageByOffsetAsync(WebClient client, IReadOnlyCollection<string> held)
    {
        var found = new List<string>();
        while (true)
        {
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
        for (var i = 0; i < count && !cancellationToken.IsCancellationRequested; i++)
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
}
