namespace Pacs.Index.Tests.Searching;

/// <summary>Keys that the index does not keep, matched and answered from the instances themselves.</summary>
public sealed class HeaderSearchTests
{
    private static readonly Tag Creator = new(0x0029, 0x0010), Private = new(0x0029, 0x1001);

    private readonly List<string> _read = [];

    [Fact]
    [Trait("Conformance", "35")]
    public async Task A_study_matches_when_one_of_its_instances_meets_all_such_keys()
    {
        await using var test = await OpenAsync();

        Assert.Equal(["1.1"], await StudiesAsync(test, (Tags.KVP, "120"), (Tags.SliceThickness, "3")));
        Assert.Equal(["1.1", "1.2"], await StudiesAsync(test, (Tags.KVP, "120")));
        Assert.Empty(await StudiesAsync(test, (Tags.KVP, "80"), (Tags.SliceThickness, "3"))); // two instances do, each one
    }

    [Fact]
    [Trait("Conformance", "34")]
    public async Task A_private_block_is_found_by_its_name_whatever_its_number()
    {
        await using var test = await OpenAsync();
        var keys = Keys.Of((Tags.SOPInstanceUID, ""));
        keys.Set(Creator, Vr.LO, "ACME");
        keys.Set(Private, Vr.LO, "b*");

        var (answers, _) = await FindAsync(test, Request(QueryLevel.Image, keys));

        Assert.Equal(("1.2.1.1", "beta"), (Assert.Single(answers).GetString(Tags.SOPInstanceUID), answers[0].GetString(Private)));
    }

    [Fact]
    public async Task What_is_only_asked_for_takes_one_instance_of_each_match()
    {
        await using var test = await OpenAsync();
        var (answers, search) = await FindAsync(test, Request(QueryLevel.Study, Keys.Of((Tags.KVP, ""))) with { MaxHeaders = 0 });

        Assert.Equal(["120", "120"], answers.Select(answer => answer.GetString(Tags.KVP)));
        Assert.Equal((SearchEnd.Complete, 2), (search.End, _read.Count));
    }

    [Theory]
    [InlineData(1, 1, SearchEnd.TooManyHeaders)]
    [InlineData(2, 1, SearchEnd.TooManyHeaders)]
    [InlineData(3, 1, SearchEnd.Complete)]
    [Trait("Conformance", "52")]
    public async Task Says_that_there_was_more_to_read_than_it_may(int limit, int found, SearchEnd end)
    {
        await using var test = await OpenAsync();
        var request = Request(QueryLevel.Image, Keys.Of((Tags.SliceThickness, "3"))) with { MaxHeaders = limit };

        var (answers, search) = await FindAsync(test, request);

        Assert.Equal((found, end, limit), (answers.Count, search.End, _read.Count));
    }

    [Fact]
    public async Task The_indexed_keys_narrow_what_is_read()
    {
        await using var test = await OpenAsync();

        await FindAsync(test, Request(QueryLevel.Image, Keys.Of((Tags.StudyInstanceUID, "1.2"), (Tags.KVP, "120"))));

        Assert.Equal(["1.2.1.1"], _read);
    }

    [Fact]
    public async Task An_instance_that_cannot_be_read_is_told_and_the_others_are_found()
    {
        await using var test = await OpenAsync();
        var request = Request(QueryLevel.Image, Keys.Of((Tags.KVP, "120")));

        var (answers, search) = await FindAsync(test, request with
        {
            ReadHeader = (held, wanted) => held.SopInstanceUid == "1.1.1.1" ? null : Header(held.SopInstanceUid),
        });

        Assert.Equal((1, SearchEnd.UnreadableHeader), (answers.Count, search.End));
    }

    [Fact]
    [Trait("Conformance", "52")]
    public async Task Says_that_there_are_more_matches_than_it_may_answer()
    {
        await using var test = await OpenAsync();
        var keys = Keys.Of((Tags.SOPInstanceUID, ""));

        Assert.Equal(SearchEnd.TooManyMatches, (await FindAsync(test, Request(QueryLevel.Image, keys) with { MaxAnswers = 2 })).Search.End);
        Assert.Equal(SearchEnd.Complete, (await FindAsync(test, Request(QueryLevel.Image, keys) with { MaxAnswers = 3 })).Search.End);
    }

    [Fact]
    public async Task Keys_of_the_levels_below_match_when_relations_were_agreed_and_are_unsupported_otherwise()
    {
        await using var test = await OpenAsync();
        var request = Request(QueryLevel.Study, Keys.Of((Tags.SeriesDescription, "Second")));

        var (baseline, search) = await FindAsync(test, request);
        Assert.Equal((2, true), (baseline.Count, search.HasUnsupportedKeys));

        var (relational, related) = await FindAsync(test, request with { IsRelational = true });
        Assert.Equal(("1.2", false), (Assert.Single(relational).GetString(Tags.StudyInstanceUID), related.HasUnsupportedKeys));
    }

    [Fact]
    public async Task What_lies_behind_the_pixels_is_unsupported()
    {
        await using var test = await OpenAsync();
        var keys = Keys.Of((Tags.StudyInstanceUID, ""));
        keys.Set(new DataElement(new Tag(0x7FE0, 0x0010), Vr.OB, new byte[] { 1, 2 }));

        var (answers, search) = await FindAsync(test, Request(QueryLevel.Study, keys));

        Assert.Equal((2, true), (answers.Count, search.HasUnsupportedKeys));
    }

    [Theory]
    [InlineData("PACS", 2)]
    [InlineData("P*", 2)]
    [InlineData("OTHER", 0)]
    [Trait("Conformance", "36")]
    public async Task What_is_the_same_of_all_is_matched_too(string title, int count)
    {
        await using var test = await OpenAsync();
        var constants = new DataSet();
        constants.Set(Tags.RetrieveAETitle, Vr.AE, "PACS");

        var (answers, _) = await FindAsync(test, Request(QueryLevel.Study, Keys.Of((Tags.RetrieveAETitle, title))) with { Constants = constants });

        Assert.Equal(count, answers.Count);
        Assert.All(answers, answer => Assert.Equal("PACS", answer.GetString(Tags.RetrieveAETitle)));
    }

    [Fact]
    [Trait("Conformance", "43")]
    public async Task Fifty_thousand_uids_are_a_list_like_any_other()
    {
        await using var test = await OpenAsync();
        var uids = Enumerable.Range(0, 50_000).Select(i => $"1.2.840.99999.1.2.3.4.5.6.{i}").Append("1.2").ToArray();
        var keys = new DataSet();
        keys.Set(Tags.StudyInstanceUID, Vr.UI, uids);

        Assert.Single((await FindAsync(test, Request(QueryLevel.Study, keys))).Answers);
    }

    private static async Task<TestIndex> OpenAsync()
    {
        var test = await TestIndex.OpenAsync();
        var number = 0;
        foreach (var (study, instance) in new[] { ("1.1", "1.1.1.1"), ("1.1", "1.1.1.2"), ("1.2", "1.2.1.1") })
        {
            await test.AddAsync(new TestInstance
            {
                Study = study, Series = study + ".1", Instance = instance, Digest = (UInt128)(++number),
                With = header =>
                {
                    foreach (var element in Header(instance)) header.Set(element);
                },
            });
        }

        return test;
    }

    private static DataSet Header(string instance)
    {
        var header = new DataSet();
        var (kvp, slice, block, text, series) = instance switch
        {
            "1.1.1.1" => ("120", "3", 0x10, "alpha", "First"),
            "1.1.1.2" => ("80", "5", 0x10, "alpha", "First"),
            _ => ("120", "5", 0x11, "beta", "Second"),
        };
        header.Set(Tags.SeriesDescription, Vr.LO, series);
        header.Set(Tags.KVP, Vr.DS, kvp);
        header.Set(Tags.SliceThickness, Vr.DS, slice);
        header.Set(new Tag(0x0029, (ushort)block), Vr.LO, "ACME");
        header.Set(new Tag(0x0029, (ushort)(block << 8 | 1)), Vr.LO, text);
        return header;
    }

    private SearchRequest Request(QueryLevel level, DataSet keys) => new()
    {
        Level = level,
        Keys = keys,
        ReadHeader = (held, _) =>
        {
            _read.Add(held.SopInstanceUid);
            return Header(held.SopInstanceUid);
        },
    };

    private async Task<string[]> StudiesAsync(TestIndex test, params (Tag Tag, string Value)[] keys) =>
        [.. (await FindAsync(test, Request(QueryLevel.Study, Keys.Of(keys)))).Answers.Select(answer => answer.GetString(Tags.StudyInstanceUID)!)];

    private static async Task<(List<DataSet> Answers, Search Search)> FindAsync(TestIndex test, SearchRequest request)
    {
        var search = test.Index.Search(request);
        var answers = new List<DataSet>();
        await foreach (var answer in search) answers.Add(answer);
        return (answers, search);
    }
}
