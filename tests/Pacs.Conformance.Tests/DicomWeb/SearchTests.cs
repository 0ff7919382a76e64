using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Xml.Linq;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>QIDO-RS (PS3.18 §10.6) against four studies that each matching rule can tell apart.</summary>
public sealed class SearchTests(QueryArchive archive) : IClassFixture<QueryArchive>, IDisposable
{
    private const string StudyUid = "0020000D", SeriesUid = "0020000E", InstanceUid = "00080018";

    private readonly WebClient _client = new(archive.HttpPort);

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("studies?PatientID=nobody")]
    [InlineData("series?Modality=XX")]
    [InlineData("studies/1.2.3/series")]
    [InlineData("studies/1.2.3/series/1.2.4/instances")]
    [InlineData("studies?offset=1000")]
    [Trait("Conformance", "78")]
    public async Task What_is_not_found_is_an_empty_array(string path)
    {
        var (results, answer) = await _client.SearchAsync(path);

        Assert.Empty(results);
        Assert.Null(WebClient.NextOf(answer));
    }

    [Theory]
    [Trait("Conformance", "80")]
    [InlineData("PatientID=Q-1", 2)]
    [InlineData("00100020=Q-1", 2)]
    [InlineData("PatientName=m%C3%BCller*", 2)]
    [InlineData("PatientName=M%c3%bcller%5EJ%c3%b6rg&StudyDate=20240101-20240131", 1)]
    [InlineData("PatientName=Yamada%5ETarou%3D%E5%B1%B1%E7%94%B0%5E%E5%A4%AA%E9%83%8E", 1)]
    [InlineData("PatientName=Yamahda&fuzzymatching=true", 1)]
    [InlineData("StudyDate=-20240115", 2)]
    [InlineData("StudyDescription=100%25*", 1)]
    [InlineData("AccessionNumber=2023-1", 1)]
    [InlineData("AccessionNumber=%22%22", 1)]
    [InlineData("ModalitiesInStudy=MR", 2)]
    [InlineData("ModalitiesInStudy=CT,MR", 4)]
    [InlineData("ModalitiesInStudy=CT&ModalitiesInStudy=MR", 4)]
    [InlineData("ModalitiesInStudy=CT%5CMR", 4)]
    [InlineData("Modality=MR", 2)]
    [InlineData("ReferringPhysicianName=referrer*", 4)]
    [InlineData("Manufacturer=Acme Imaging", 1)]
    [InlineData("00090010=PACS TEST CREATOR&00091001=private value", 1)]
    [InlineData("RequestAttributesSequence.ScheduledProcedureStepID=1", 0)]
    [InlineData("00400275.00400009=1", 0)]
    public async Task Any_attribute_is_a_key_and_matches_as_in_a_C_FIND(string query, int count)
    {
        var (results, answer) = await _client.SearchAsync("studies?" + query);

        Assert.Equal(count, results.Length);
        Assert.Equal($"{count}", Assert.Single(answer.Headers.GetValues("X-Total-Count")));
    }

    [Theory]
    [Trait("Conformance", "80")]
    [InlineData("studies?Foo=1", "Foo")]
    [InlineData("studies?00080003=1", "00080003")]
    [InlineData("studies?includefield=PatientName,Bar", "Bar")]
    [InlineData("studies?PatientName.PatientID=1", "PatientName")]
    [InlineData("studies?limit=-1", "limit")]
    [InlineData("studies?limit=ten", "limit")]
    [InlineData("studies?offset=1.5", "offset")]
    [InlineData("studies?after=yesterday", "after")]
    [InlineData("studies?fuzzymatching=maybe", "fuzzymatching")]
    [InlineData("studies?orderby=PatientComments", "orderby")]
    [InlineData("studies?StudyInstanceUID=../../etc/passwd", "StudyInstanceUID")]
    [InlineData("studies/1.2/series?StudyInstanceUID=1.3", "StudyInstanceUID")]
    [InlineData("studies/%2e%2e%2fetc/series", "study")]
    [InlineData("studies/..%5C..%5Cetc/series", "study")]
    [InlineData("studies/1.2/series/x/instances", "series")]
    public async Task What_cannot_be_asked_is_refused_by_its_name(string path, string name)
    {
        Assert.Contains(name, await _client.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_level_is_searched_and_every_result_leads_to_where_it_can_be_had()
    {
        var (study, series, instance) = (archive.Thorax.Study, archive.Thorax.Series, archive.Thorax.SopInstance);
        foreach (var (path, count) in ((string, int)[])
            [
                ("studies", 4), ("series", 5), ("instances", 6), ($"studies/{study}/series", 2), ($"studies/{study}/instances", 3),
                ($"studies/{study}/series/{series}/instances", 2), ($"instances?SOPInstanceUID={instance}", 1),
                ($"studies?StudyInstanceUID={study},{archive.Tokyo.Study}", 2),
                ($"studies?StudyInstanceUID={study}&StudyInstanceUID={archive.Tokyo.Study}", 2),
                ($"studies?StudyInstanceUID={study}%5C{archive.Tokyo.Study}", 2),
                ($"studies/{archive.Tokyo.Study}/series/{series}/instances", 0),
            ])
        {
            var (results, answer) = await _client.SearchAsync(path);

            Assert.Equal((path, count), (path, results.Length));
            Assert.Equal("exact", Assert.Single(answer.Headers.GetValues("X-Total-Count-Kind")));
            foreach (var result in results)
            {
                var url = $"{_client.Root}studies/{WebClient.Value(result, StudyUid)}";
                if (path.Contains("series", StringComparison.Ordinal) || path.Contains("instances", StringComparison.Ordinal))
                    url += $"/series/{WebClient.Value(result, SeriesUid)}";
                if (path.Contains("instances", StringComparison.Ordinal)) url += $"/instances/{WebClient.Value(result, InstanceUid)}";
                Assert.Equal(url, WebClient.Value(result, "00081190"));
            }
        }
    }

    /// <summary>PS3.18 Tables 10.6.3-3, 10.6.3-4 and 10.6.3-5.</summary>
    [Fact]
    public async Task Results_have_what_the_standard_asks_for_and_what_the_client_asks_for_besides()
    {
        string[] ofStudies =
        [
            "00080020", "00080030", "00080050", "00080056", "00080061", "00080090", "00081190", "00100010", "00100020", "00100030",
            "00100040", "0020000D", "00200010", "00201206", "00201208",
        ];
        string[] ofSeries = ["00080060", "0008103E", "00081190", "0020000D", "0020000E", "00200011", "00201209", "00400244", "00400245", "00400275"];
        string[] ofInstances =
            ["00080016", "00080018", "00080056", "00081190", "0020000D", "0020000E", "00200013", "00280008", "00280010", "00280011", "00280100"];
        var thorax = $"studies/{archive.Thorax.Study}";

        Assert.Equal(ofStudies, await NamesAsync($"studies?StudyInstanceUID={archive.Thorax.Study}"));
        Assert.Equal(ofSeries, await NamesAsync($"{thorax}/series"));
        Assert.Equal(ofInstances, await NamesAsync($"{thorax}/series/{archive.Thorax.Series}/instances"));
        Assert.Equal(ofStudies.Union(ofSeries).Order(), await NamesAsync($"series?StudyInstanceUID={archive.Thorax.Study}"));
        Assert.Equal(
            ofStudies.Append("00081030").Append("00104000").Order(),
            await NamesAsync($"studies?StudyInstanceUID={archive.Thorax.Study}&includefield=StudyDescription&includefield=00104000,PatientID"));
        Assert.Contains("00080070", await NamesAsync($"studies/{archive.Tokyo.Study}/series?includefield=all"));
        Assert.Contains("00280103", await NamesAsync($"{thorax}/instances?includefield=PixelRepresentation"));

        async Task<string[]> NamesAsync(string path)
        {
            var (results, _) = await _client.SearchAsync(path);
            return [.. results[0].EnumerateObject().Select(element => element.Name).Where(name => name != "00080005")];
        }
    }

    [Fact]
    public async Task Counts_and_lists_are_those_of_the_whole_study()
    {
        var study = Assert.Single((await _client.SearchAsync($"studies?StudyInstanceUID={archive.Thorax.Study}")).Results);

        Assert.Equal(["CT", "MR"], study.GetProperty("00080061").GetProperty("Value").EnumerateArray().Select(value => value.GetString()));
        Assert.Equal(2, study.GetProperty("00201206").GetProperty("Value")[0].GetInt32());
        Assert.Equal(3, study.GetProperty("00201208").GetProperty("Value")[0].GetInt32());
        Assert.Equal("ONLINE", WebClient.Value(study, "00080056"));
    }

    [Theory]
    [InlineData("orderby=StudyDate", false)]
    [InlineData("orderby=-StudyDate", true)]
    [InlineData("orderby=-00080020&limit=1", true)]
    [InlineData("orderby=AccessionNumber&limit=1", false)]
    [InlineData("orderby=-PatientName&limit=1", true)]
    [InlineData("orderby=PatientName&limit=3", false)]
    [InlineData("orderby=-StudyDate&limit=1&ReferringPhysicianName=ref*", true)]
    [Trait("Conformance", "79")]
    public async Task Pages_in_an_order_are_the_whole_in_that_order(string query, bool isDescending)
    {
        var tag = query.Contains("=PatientName", StringComparison.Ordinal) || query.Contains("-PatientName", StringComparison.Ordinal)
            ? "00100010"
            : query.Contains("Accession", StringComparison.Ordinal) ? "00080050" : "00080020";
        var values = new List<string>();
        for (var next = "studies?" + query; next is not null;)
        {
            var (results, answer) = await _client.SearchAsync(next);
            values.AddRange(results.Select(result => WebClient.Value(result, tag) ?? ""));
            next = WebClient.NextOf(answer);
        }

        Assert.Equal(4, values.Count);
        var folded = values.Select(value => value.Replace("ü", "u", StringComparison.Ordinal).ToUpperInvariant()).ToArray();
        Assert.Equal(isDescending ? folded.OrderDescending(StringComparer.Ordinal) : folded.Order(StringComparer.Ordinal), folded);
    }

    [Fact]
    [Trait("Conformance", "79")]
    public async Task A_page_says_how_many_there_are_and_where_the_next_is()
    {
        var (first, answer) = await _client.SearchAsync("studies?limit=3");
        Assert.Equal(3, first.Length);
        Assert.Equal("4", Assert.Single(answer.Headers.GetValues("X-Total-Count")));
        Assert.Contains("299", Assert.Single(answer.Headers.GetValues("Warning")), StringComparison.Ordinal);

        var (rest, last) = await _client.SearchAsync(WebClient.NextOf(answer)!);
        Assert.Single(rest);
        Assert.Null(WebClient.NextOf(last));
        Assert.False(last.Headers.Contains("Warning"));

        var all = (await _client.SearchAsync("studies")).Results.Select(result => WebClient.Value(result, StudyUid)).ToArray();
        Assert.Equal(all, first.Concat(rest).Select(result => WebClient.Value(result, StudyUid)));
        Assert.Equal(all[1..3], (await _client.SearchAsync("studies?offset=1&limit=2")).Results.Select(result => WebClient.Value(result, StudyUid)));
        Assert.Empty((await _client.SearchAsync("studies?limit=0")).Results);
    }

    [Fact]
    public async Task A_list_of_300_uids_and_a_key_below_the_level_are_answered()
    {
        var uids = string.Join(',', Enumerable.Range(0, 300).Select(n => string.Create(CultureInfo.InvariantCulture, $"1.2.840.99.{n}")));
        Assert.Single((await _client.SearchAsync($"studies?StudyInstanceUID={uids},{archive.Tokyo.Study}")).Results);

        var (_, answer) = await _client.SearchAsync("studies?includefield=Modality&limit=1");
        Assert.Contains(answer.Headers.GetValues("Warning"), warning => warning.Contains("below the level", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("multipart/related; type=application/dicom+xml")]
    [InlineData("multipart/related;type=\"application/dicom+xml\", */*;q=0.1")]
    public async Task The_answer_is_a_part_of_xml_for_each_result_where_that_is_asked_for(string accept)
    {
        var (answer, body) = await _client.SendAsync(HttpMethod.Get, "studies?PatientID=Q-1", ("Accept", accept));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("multipart/related", answer.Content.Headers.ContentType?.MediaType);
        var boundary = answer.Content.Headers.ContentType!.Parameters.First(parameter => parameter.Name == "boundary").Value!.Trim('"');
        var parts = body.Split("--" + boundary).Where(part => part.Contains("<NativeDicomModel", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, parts.Length);
        Assert.All(parts, part => Assert.Contains(
            "Müller", XDocument.Parse(part[part.IndexOf('<', StringComparison.Ordinal)..]).Root!.Value, StringComparison.Ordinal));

        var (nothing, _) = await _client.SendAsync(HttpMethod.Get, "studies?PatientID=nobody", ("Accept", accept));
        Assert.Equal(HttpStatusCode.NoContent, nothing.StatusCode);
    }

    [Theory]
    [InlineData("application/dicom+json", "application/dicom+json")]
    [InlineData("application/json", "application/json")]
    [InlineData("*/*", "application/dicom+json")]
    [InlineData("text/html, application/dicom+json;q=0.5", "application/dicom+json")]
    [InlineData("text/html", null)]
    public async Task The_answer_is_of_a_kind_that_the_client_takes(string accept, string? expected)
    {
        var (answer, body) = await _client.SendAsync(HttpMethod.Get, "studies?limit=1", ("Accept", accept));

        Assert.Equal(expected is null ? HttpStatusCode.NotAcceptable : HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(expected ?? "application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotEqual(JsonValueKind.Undefined, JsonDocument.Parse(body).RootElement.ValueKind);
    }
}
