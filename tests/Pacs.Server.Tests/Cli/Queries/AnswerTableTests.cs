using Pacs.Server.Cli.Queries;

namespace Pacs.Server.Tests.Cli.Queries;

public sealed class AnswerTableTests
{
    private const string Uid = "1.2.826.0.1.3680043.8.498.12345678901234567890";

    [Fact]
    public void Makes_each_column_as_wide_as_its_widest_cell() => Assert.Equal(
        [
            "ID  Name     UID",
            $"1   山田^太  {Uid}",
            $"23  Doe      {Uid}",
        ],
        Lines(screen: null, ["1", "山田^太", Uid], ["23", "Doe", Uid]));

    [Fact]
    public void Keeps_the_last_column_whole_below_the_others_where_the_screen_is_narrow() => Assert.Equal(
        [
            "ID  Name",
            "  UID",
            "1   A name that does…",
            $"  {Uid}",
        ],
        Lines(screen: 21, ["1", "A name that does not fit", Uid]));

    private static string[] Lines(int? screen, params string[][] rows)
    {
        var table = new AnswerTable(["ID", "Name", "UID"]);
        foreach (var row in rows) table.Add(row);
        using var output = new StringWriter();
        table.Write(output, screen);
        return output.ToString().TrimEnd().Split('\n');
    }
}
