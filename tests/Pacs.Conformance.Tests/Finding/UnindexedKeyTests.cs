namespace Pacs.Conformance.Tests.Finding;

/// <summary>Keys that no column holds, and how a query ends that costs more than it may.</summary>
public sealed class UnindexedKeyTests(QueryArchive archive) : IClassFixture<QueryArchive>
{
    private const uint Creator = 0x00090010, Private = 0x00091001, Kvp = 0x00180060, PhotometricInterpretation = 0x00280004;

    private static RawElements Studies => Identifiers.Level("STUDY").Add(Tags.StudyInstance, "UI", "");

    [Theory, Trait("Conformance", "34"), Trait("Conformance", "35")]
    [InlineData("private value", 1)]
    [InlineData("private*", 1)]
    [InlineData("public*", 0)]
    public async Task A_private_key_with_a_value_matches_what_is_stored(string value, int count)
    {
        var found = await archive.FindAsync(Studies.With(Creator, "LO", "PACS TEST CREATOR").With(Private, "LO", value));

        Assert.Equal(count, found.Count);
        Assert.All(found, match => Assert.Equal("private value", match[Private]));
    }

    [Fact, Trait("Conformance", "35")]
    public async Task Any_attribute_matches_and_is_answered()
    {
        Assert.Equal(4, (await archive.FindAsync(Studies.With(PhotometricInterpretation, "CS", "MONO*"))).Count);
        Assert.Empty(await archive.FindAsync(Studies.With(PhotometricInterpretation, "CS", "RGB")));
        Assert.Empty(await archive.FindAsync(Studies.With(Kvp, "DS", "120"))); // nobody has it

        var found = await archive.FindAsync(Studies.With(PhotometricInterpretation, "CS", ""));
        Assert.All(found, match => Assert.Equal("MONOCHROME2", match[PhotometricInterpretation]));
    }

    [Fact]
    public async Task A_key_of_a_level_below_is_told_to_be_unsupported()
    {
        var answers = await archive.AskAsync(Studies.With(Tags.SeriesDescription, "LO", "Whatever"));

        Assert.Equal(0, answers[^1].Status);
        Assert.All(answers.SkipLast(1), answer => Assert.Equal(0xFF01, answer.Status));
        Assert.All((await archive.AskAsync(Studies)).SkipLast(1), answer => Assert.Equal(0xFF00, answer.Status));
    }

    [Fact, Trait("Conformance", "43")]
    public async Task Fifty_thousand_uids_are_answered()
    {
        var uids = Enumerable.Range(0, 50_000).Select(i => $"1.2.840.99999.1.{i}").Append(archive.Tokyo.Study);

        await archive.AssertFindsAsync(Studies.With(Tags.StudyInstance, "UI", string.Join('\\', uids)), archive.Tokyo);
    }

    [Theory, Trait("Conformance", "37")]
    [InlineData("ISO_IR 100", "ISO_IR 100")]
    [InlineData("ISO_IR 144", "ISO_IR 192")]
    public async Task Answers_are_in_the_requesters_character_set_when_it_has_the_letters(string asked, string answered)
    {
        var found = await archive.FindAsync(Studies
            .With(Tags.SpecificCharacterSet, "CS", asked).With(Tags.PatientId, "LO", "Q-1").With(Tags.PatientName, "PN", ""));

        Assert.NotEmpty(found);
        Assert.All(found, match => Assert.Equal(answered, match[Tags.SpecificCharacterSet]));
    }

    [Theory, Trait("Conformance", "52")]
    [InlineData("MatchesPerQuery", "", 2)]
    [InlineData("HeadersPerQuery", "MONO*", 2)]
    public async Task A_query_that_costs_more_than_it_may_says_so(string limit, string value, int answered)
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(
            directory["data"], new Dictionary<string, string> { [$"Pacs__Limits__{limit}"] = "2" });
        await using var peer = await RawPeer.AssociateAsync(
            server.DicomPort,
            new RawContext(1, Uids.CtImage, Uids.ImplicitLittle),
            new RawContext(3, Uids.StudyRootFind, Uids.ImplicitLittle));
        var identifier = Studies.With(PhotometricInterpretation, "CS", value);
        for (var i = 0; i < 2; i++) Assert.Equal(0, (await peer.StoreAsync(1, new RawImage())).Status);
        Assert.Equal(0, (await peer.FindAsync(3, Uids.StudyRootFind, identifier))[^1].Status);
        Assert.Equal(0, (await peer.StoreAsync(1, new RawImage())).Status);

        var answers = await peer.FindAsync(3, Uids.StudyRootFind, identifier);

        Assert.Equal((0xA700, answered), (answers[^1].Status, answers.Count - 1));
        Assert.Contains("2", answers[^1].Command[Tags.ErrorComment]!, StringComparison.Ordinal);
    }
}
