using System.Text.Json;
using Pacs.Dicom.Transfer;

namespace Pacs.Server.Tests.Cli;

public sealed class FindCommandTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private ServedArchive? _archive;

    public async Task InitializeAsync()
    {
        _archive = await ServedArchive.StartAsync();
        TestFile.Write(_folder["in/1"], TestFile.Instance(1, "1.2.3.1", patientName: "Jérôme^Buc", patientId: "1"));
        TestFile.Write(_folder["in/2"], TestFile.Instance(1, "1.2.3.2", patientName: "Smith^Anne", patientId: "2"));
        var bob = TestFile.Instance(1, "1.2.3.3", patientName: "Smith^Bob", patientId: "3");
        TestFile.Write(_folder["in/3"], bob, TransferSyntax.ImplicitVrLittleEndian);
        Assert.Equal(0, (await Tool.RunAsync("store", Peer, _folder["in"])).ExitCode);
    }

    private string Peer => $"{_archive?.Address}";

    public async Task DisposeAsync()
    {
        if (_archive is not null) await _archive.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Shows_the_usual_attributes_of_the_level_in_a_table()
    {
        var find = await Tool.RunAsync("find", Peer, "-k", "PatientName=SMITH*");

        Assert.Equal(0, find.ExitCode);
        var lines = find.Output.TrimEnd().Split('\n');
        Assert.Equal(
            [
                "StudyDate", "PatientID", "PatientName", "Accession", "Modalities", "Description", "Series", "Images",
                "StudyInstanceUID",
            ],
            Words(lines[0]));
        Assert.Contains(lines, line => Words(line) is ["20250102", "2", "Smith^Anne", "CT", "1", "1", "1.2.3.2"]);
        Assert.Equal("2 matches", lines[^1]);
    }

    [Fact]
    public async Task Asks_for_the_named_attributes_only_when_some_are_named()
    {
        var find = await Tool.RunAsync("find", Peer, "-k", "PatientName=*Anne", "-k", "0010,0020");

        Assert.Equal(
            ["PatientName", "PatientID", "StudyInstanceUID", "Smith^Anne", "2", "1.2.3.2", "1", "match"],
            Words(find.Output));
    }

    [Fact]
    public async Task Prints_json_and_matches_what_is_not_ascii()
    {
        var find = await Tool.RunAsync(
            "find", Peer, "-k", "PatientName=*jérôme*", "-k", "NumberOfStudyRelatedInstances", "--json");

        var answer = Assert.Single(JsonDocument.Parse(find.Output).RootElement.EnumerateArray());
        Assert.Equal("Jérôme^Buc", ValueOf("00100010").GetProperty("Alphabetic").GetString());
        Assert.Equal(1, ValueOf("00201208").GetInt32());
        Assert.Equal("ISO_IR 192", ValueOf("00080005").GetString());

        JsonElement ValueOf(string tag) => answer.GetProperty(tag).GetProperty("Value")[0];
    }

    [Fact]
    public async Task Prints_an_empty_array_when_nothing_matches()
    {
        var find = await Tool.RunAsync("find", Peer, "-k", "PatientID=nobody", "--json");

        Assert.Equal((0, "[]\n"), (find.ExitCode, find.Output));
    }

    [Fact]
    public async Task Cancels_after_as_many_answers_as_are_wanted()
    {
        var find = await Tool.RunAsync("find", Peer, "--limit", "2");

        Assert.Equal(0, find.ExitCode);
        Assert.EndsWith("2 matches\n", find.Output, StringComparison.Ordinal);
        Assert.Empty(find.Error);
    }

    [Fact]
    public async Task Says_what_the_peer_says_of_a_query_it_refuses()
    {
        var find = await Tool.RunAsync("find", Peer, "--level", "series");

        Assert.Equal(1, find.ExitCode);
        Assert.StartsWith("pacs: the query ended with 0xA900 ", find.Error, StringComparison.Ordinal);
        Assert.Empty(find.Output);
    }

    [Theory]
    [InlineData("-k", "PatinetName=X", "'PatinetName' in the key")]
    [InlineData("-k", "Rows=many", "'many' is no value for Rows, which is US.")]
    [InlineData("-k", "Rows.Columns=1", "Rows in the key 'Rows.Columns' is no sequence.")]
    [InlineData("--level", "STUDIES", "'STUDIES' is none of PATIENT, STUDY, SERIES, IMAGE.")]
    [InlineData("--limit", "0", "--limit is at least 1.")]
    public async Task Refuses_arguments_that_mean_nothing(string option, string value, string complaint)
    {
        var find = await Tool.RunAsync("find", Peer, option, value);

        Assert.Equal(2, find.ExitCode);
        Assert.Contains(complaint, find.Error, StringComparison.Ordinal);
    }

    private static string[] Words(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
