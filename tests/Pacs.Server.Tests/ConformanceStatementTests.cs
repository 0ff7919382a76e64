using System.Text;
using Pacs.Archive.Ingest;
using Pacs.Dicom.Dictionary;
using Pacs.Network.Associations;
using Pacs.Server.Dimse;
using Pacs.Server.Hosting;

namespace Pacs.Server.Tests;

/// <summary>
/// docs/conformance.md says what the program does. A table of it stands between <c>&lt;!-- NAME --&gt;</c> and the next
/// empty line; a test that fails prints the right one.
/// </summary>
public sealed class ConformanceStatementTests
{
    [Fact]
    public void Lists_the_query_and_retrieve_classes_that_are_served()
    {
        var classes = QueryRetrieveModels.Find.Keys.Concat(QueryRetrieveModels.Move.Keys).Concat(QueryRetrieveModels.Get.Keys)
            .Prepend(SopClasses.Verification);

        AssertTable("sop-classes", "| SOP class | UID |", classes.Select(uid => $"| {NameOf(uid)} | {uid} |"));
    }

    [Fact]
    public void Lists_the_transfer_syntaxes_of_queries_in_the_order_of_preference() => AssertTable(
        "query-syntaxes",
        "| Transfer syntax | UID |",
        ServicePolicy.Query.TransferSyntaxes.Select(uid => $"| {NameOf(uid)} | {uid} |"));

    [Fact]
    public void Lists_the_transfer_syntaxes_of_storage() => AssertTable(
        "storage-syntaxes",
        "| Transfer syntax | UID |",
        ServicePolicy.Storage.TransferSyntaxes.Select(uid => $"| {NameOf(uid)} | {uid} |"));

    [Fact]
    public void Lists_the_answers_to_a_store() => AssertTable(
        "store-statuses",
        "| Outcome | Status |",
        Enum.GetValues<IngestOutcome>().Select(outcome => $"| {outcome} | {StoreStatus.Of(outcome)} |"));

    [Fact]
    public void Lists_the_limits_with_their_defaults() => AssertTable(
        "limits",
        "| Limit | Setting | Default | Beyond it |",
        LimitRow.Of(new LimitOptions()).Select(limit => $"| {limit.Limit} | {limit.Setting} | {limit.Value} | {limit.Beyond} |"));

    private static string NameOf(string uid) => UidDictionary.Find(uid)?.Name ?? "private or unknown";

    private static void AssertTable(string name, string heading, IEnumerable<string> rows)
    {
        var separator = new StringBuilder("|").Insert(1, "---|", heading.Count(c => c == '|') - 1);
        var table = string.Join('\n', [heading, separator.ToString(), .. rows]);

        var statement = File.ReadAllText(Path.Combine(Root(), "docs", "conformance.md"));
        var mark = $"<!-- {name} -->\n";
        var begin = statement.IndexOf(mark, StringComparison.Ordinal);
        Assert.True(begin >= 0, $"docs/conformance.md has no table {name}.");
        var rest = statement[(begin + mark.Length)..];
        var end = rest.IndexOf("\n\n", StringComparison.Ordinal);

        Assert.True(rest[..(end < 0 ? rest.Length : end)] == table, $"The table {name} of docs/conformance.md should be:\n{table}\n");
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Pacs.sln"))) directory = directory.Parent;
        return Assert.IsType<DirectoryInfo>(directory).FullName;
    }
}
