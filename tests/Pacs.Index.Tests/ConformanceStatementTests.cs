namespace Pacs.Index.Tests;

/// <summary>The keys that docs/conformance.md lists are those with a column; a test that fails prints the right table.</summary>
public sealed class ConformanceStatementTests
{
    [Fact]
    public void Lists_the_keys_of_each_level()
    {
        string[] table =
        [
            "| Level | Attribute | Tag | Matching |",
            "|---|---|---|---|",
            .. MatchableAttributes.All.Select(key =>
                $"| {key.Level} | {DicomDictionary.Find(key.Tag)?.Name} | {key.Tag} | {key.Kind} |"),
        ];

        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Pacs.sln"))) directory = directory.Parent;
        var statement = File.ReadAllText(Path.Combine(Assert.IsType<DirectoryInfo>(directory).FullName, "docs", "conformance.md"));

        var text = string.Join('\n', table);
        Assert.True(
            statement.Contains($"<!-- keys -->\n{text}\n\n", StringComparison.Ordinal),
            $"The table keys of docs/conformance.md should be:\n{text}\n");
    }
}
