using Microsoft.Data.Sqlite;

namespace Pacs.Index.Tests.Promoting;

/// <summary>Attributes that the configuration promotes: filled in while searches go on, kept up to date, and dropped again.</summary>
public sealed class PromotedAttributesTests
{
    private const string Kvp = "KVP";

    private int _read;

    [Fact]
    public async Task The_instances_answer_until_all_of_them_have_been_looked_at_and_none_after()
    {
        await using var test = await OpenAsync(250);
        test.Promoted = [Kvp];
        await test.ReopenAsync();

        Assert.Equal(new PromotionProgress(Kvp, 0, 250, IsComplete: false), Assert.Single(test.Index.Promotions));
        Assert.Equal(100, await test.FillAsync(Header, rounds: 1));
        Assert.Equal((125, 250), await FindAsync(test, "120"));

        await test.ReopenAsync(); // goes on where it was
        Assert.Equal(new PromotionProgress(Kvp, 100, 250, IsComplete: false), Assert.Single(test.Index.Promotions));
        Assert.Equal(150, await test.FillAsync(Header));
        Assert.True(Assert.Single(test.Index.Promotions).IsComplete);
        Assert.Equal((125, 0), await FindAsync(test, "120"));
        Assert.Equal((125, 0), await FindAsync(test, "1.2e2"));
    }

    [Fact]
    public async Task What_comes_replaces_or_goes_is_known_at_once()
    {
        await using var test = await TestIndex.OpenAsync();
        test.Promoted = [Kvp];
        await test.ReopenAsync();

        await test.AddAsync(Instance(0), Instance(2));
        Assert.Equal((2, 0), await FindAsync(test, "120"));

        await test.AddAsync(Instance(0) with { Digest = 1000, With = header => header.Set(Tags.KVP, Vr.DS, "90") });
        Assert.Equal((1, 0), await FindAsync(test, "120"));
        Assert.Equal((1, 0), await FindAsync(test, "90"));

        await test.ReopenAsync(() => Execute(test, "PRAGMA foreign_keys = ON; DELETE FROM \"Instance\" WHERE \"SopInstanceUid\" = '1.9.2'"));
        Assert.Equal((0, 0), await FindAsync(test, "120"));
        Assert.Equal(1, Count(test, "PromotedValue"));
    }

    [Fact]
    public async Task An_instance_that_cannot_be_read_is_told_by_every_search_that_meets_it()
    {
        await using var test = await OpenAsync(4);
        test.Promoted = [Kvp];
        await test.ReopenAsync();
        await test.FillAsync((held, _) => held.SopInstanceUid == "1.9.1" ? null : Header(held, TagSet.Of()));

        var search = test.Index.Search(Request("120") with { ReadHeader = (_, _) => null });
        var found = 0;
        await foreach (var answer in search) found++;

        Assert.Equal((2, SearchEnd.UnreadableHeader), (found, search.End));
    }

    [Fact]
    public async Task Nothing_is_left_of_what_is_not_promoted_any_more_and_it_can_come_back()
    {
        await using var test = await OpenAsync(10);
        test.Promoted = [Kvp, "SliceThickness"];
        await test.ReopenAsync();
        await test.FillAsync(Header);
        test.Promoted = ["SliceThickness"];
        await test.ReopenAsync();

        Assert.Equal((5, 10), await FindAsync(test, "120"));
        while (await test.Index.DropAsync(3))
        {
        }

        Assert.Equal(["SliceThickness"], test.Index.Promotions.Select(promotion => promotion.Attribute));
        Assert.Equal((1, 10, 10), (Count(test, "PromotedAttribute"), Count(test, "PromotedValue"), Count(test, "PromotedElement")));

        test.Promoted = [Kvp];
        await test.ReopenAsync();
        Assert.Equal(10, await test.FillAsync(Header));
        Assert.Equal((5, 0), await FindAsync(test, "120"));
    }

    [Fact]
    public async Task Opened_without_a_list_the_index_keeps_what_it_has()
    {
        await using var test = await TestIndex.OpenAsync();
        test.Promoted = [Kvp];
        await test.ReopenAsync();
        await test.Index.DisposeAsync();

        await using (var index = await ArchiveIndex.OpenAsync(test.FilePath, null, CancellationToken.None))
        {
            Assert.Contains(Tags.KVP, index.WantedAttributes);
            await index.AddAsync(Instance(0).At(0, 1024), CancellationToken.None);
        }

        await test.ReopenAsync();
        Assert.Equal((1, 0), await FindAsync(test, "120"));
    }

    [Theory]
    [InlineData("PatientName", "in the index anyway")]
    [InlineData("AnatomicRegionSequence", "its VR is SQ")]
    [InlineData("7FE00003", "behind the pixels")]
    [InlineData("RetrieveAETitle", "no attribute of an instance")]
    [InlineData("00290010:ACME:OB", null)]
    [InlineData("KVPP", null)]
    [InlineData("00291001", null)]
    public void Says_why_an_attribute_cannot_be_promoted(string text, string? flaw)
    {
        if (flaw is null) Assert.False(AttributeName.TryParse(text, out _));
        else Assert.Contains(flaw, AttributeName.TryParse(text, out var name) ? ArchiveIndex.FlawOf(name) : "", StringComparison.Ordinal);
    }

    private static async Task<TestIndex> OpenAsync(int instances)
    {
        var test = await TestIndex.OpenAsync();
        for (var i = 0; i < instances; i++) await test.AddAsync(Instance(i));
        return test;
    }

    private static TestInstance Instance(int number) => new()
    {
        Instance = $"1.9.{number}", Digest = (UInt128)number, With = header =>
        {
            header.Set(Tags.KVP, Vr.DS, number % 2 == 0 ? "120" : "80");
            header.Set(Tags.SliceThickness, Vr.DS, "3");
        },
    };

    private DataSet Header(HeldInstance held, TagSet wanted)
    {
        _read++;
        var number = int.Parse(held.SopInstanceUid[4..], System.Globalization.CultureInfo.InvariantCulture);
        return Instance(number).At(0, 1024).Header;
    }

    private SearchRequest Request(string kvp) => new()
    {
        Level = QueryLevel.Image,
        Keys = Keys.Of((Tags.SOPInstanceUID, ""), (Tags.KVP, kvp)),
        ReadHeader = Header,
    };

    /// <summary>How many were found, and how many headers were read for it.</summary>
    private async Task<(int Found, int Read)> FindAsync(TestIndex test, string kvp)
    {
        _read = 0;
        var found = 0;
        await foreach (var answer in test.Index.Search(Request(kvp))) found++;
        return (found, _read);
    }

    private static long Count(TestIndex test, string table)
    {
        using var connection = Open(test);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM \"{table}\"";
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(TestIndex test, string sql)
    {
        using var connection = Open(test);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(TestIndex test)
    {
        var connection = new SqliteConnection($"Data Source={test.FilePath};Pooling=False");
        connection.Open();
        return connection;
    }
}
