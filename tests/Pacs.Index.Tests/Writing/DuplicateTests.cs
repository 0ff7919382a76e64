namespace Pacs.Index.Tests.Writing;

public sealed class DuplicateTests
{
    private static readonly TestInstance First = new() { Digest = 1 };

    [Fact]
    [Trait("Conformance", "22")]
    public async Task Keeps_the_first_of_two_that_are_the_same_bytes()
    {
        await using var test = await TestIndex.OpenAsync();
        Assert.Equal(IndexOutcome.Stored, await test.AddAsync(First));
        var before = test.Index.Find(First.Tenant, First.Instance);
        Assert.Equal(IndexOutcome.Duplicate, await test.AddAsync(First));
        Assert.Equal(before, test.Index.Find(First.Tenant, First.Instance));
        Assert.Equal(new IndexTotals(1, 1, 1, 1), await test.Index.CountAsync(CancellationToken.None));
    }

    [Fact]
    [Trait("Conformance", "22")]
    public async Task Leaves_exactly_one_of_many_sent_at_once()
    {
        await using var test = await TestIndex.OpenAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => test.AddAsync(First))));
        Assert.Single(outcomes, IndexOutcome.Stored);
        Assert.Equal(49, outcomes.Count(outcome => outcome == IndexOutcome.Duplicate));
        Assert.Equal(new IndexTotals(1, 1, 1, 1), await test.Index.CountAsync(CancellationToken.None));
    }

    [Fact]
    [Trait("Conformance", "22")]
    public async Task Makes_another_version_of_the_same_source_current()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync(First);
        var second = First with { Digest = 2, SopClass = "1.2.840.10008.5.1.4.1.1.4" };
        Assert.Equal(IndexOutcome.Replaced, await test.AddAsync(second));

        var current = test.Index.Find(First.Tenant, First.Instance);
        Assert.NotNull(current);
        Assert.Equal((UInt128)2, current.Digest);
        Assert.Equal(1024 + 512, current.Location.Offset);
        Assert.Equal(second.SopClass, current.SopClassUid);
        Assert.Equal(new IndexTotals(1, 1, 1, 1), await test.Index.CountAsync(CancellationToken.None));
        Assert.Empty(await test.Index.ReadConflictsAsync(CancellationToken.None));

        var study = Assert.Single(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.SOPClassesInStudy, ""))));
        Assert.Equal([second.SopClass], study.GetStrings(Tags.SOPClassesInStudy));
    }

    [Fact]
    public async Task Keeps_another_sources_version_aside()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync(First);
        Assert.Equal(IndexOutcome.KeptAside, await test.AddAsync(First with { Digest = 2, Source = "OTHER" }));

        Assert.Equal((UInt128)1, test.Index.Find(First.Tenant, First.Instance)?.Digest);
        var conflict = Assert.Single(await test.Index.ReadConflictsAsync(CancellationToken.None));
        Assert.Equal(ConflictKind.OtherSource, conflict.Kind);
        Assert.Equal(First.Instance, conflict.SopInstanceUid);
        Assert.Equal("OTHER", conflict.SourceAeTitle);
        Assert.Equal((UInt128)2, conflict.Digest);
        Assert.Equal(new Location(0, 1, 1024 + 512, 512), conflict.Location);
    }

    [Theory]
    [Trait("Conformance", "24")]
    [InlineData("1.2.2", "1.2.2.1")]
    [InlineData("1.2.1", "1.2.1.2")]
    [InlineData("1.2.2", "1.2.1.1")]
    public async Task Keeps_aside_what_comes_again_in_another_study_or_series(string study, string series)
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync(First);
        var moved = First with { Digest = 2, Study = study, Series = series };
        Assert.Equal(IndexOutcome.KeptAsideOtherSeries, await test.AddAsync(moved));

        Assert.Equal(First.Study, test.Index.Find(First.Tenant, First.Instance)?.StudyInstanceUid);
        var conflict = Assert.Single(await test.Index.ReadConflictsAsync(CancellationToken.None));
        Assert.Equal((ConflictKind.OtherSeries, study, series), (conflict.Kind, conflict.StudyInstanceUid, conflict.SeriesInstanceUid));
        Assert.Equal(new IndexTotals(1, 1, 1, 1), await test.Index.CountAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Stores_in_a_study_that_is_another_patients_and_says_so()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync(First);
        var other = First with { PatientId = "P2", Instance = "1.2.1.1.2", Digest = 2 };
        Assert.Equal(IndexOutcome.StoredUnderOtherPatient, await test.AddAsync(other));
        Assert.Equal(IndexOutcome.StoredUnderOtherPatient, await test.AddAsync(other with { Instance = "1.2.1.1.3", Digest = 3 }));

        var conflict = Assert.Single(await test.Index.ReadConflictsAsync(CancellationToken.None));
        Assert.Equal((ConflictKind.OtherPatient, First.Study, other.Instance), (conflict.Kind, conflict.StudyInstanceUid, conflict.SopInstanceUid));
        Assert.Equal(new IndexTotals(1, 1, 1, 3), await test.Index.CountAsync(CancellationToken.None));
        Assert.Empty(await test.SearchAsync(QueryLevel.Patient, Keys.Of((Tags.PatientID, "P2"))));
    }

    [Fact]
    public async Task Holds_one_series_uid_under_two_studies_as_two_series()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync(First);
        Assert.Equal(IndexOutcome.Stored, await test.AddAsync(First with { Study = "1.2.2", Instance = "1.2.2.1.1", Digest = 2 }));
        Assert.Equal(2, (await test.SearchAsync(QueryLevel.Series, Keys.Of((Tags.SeriesInstanceUID, First.Series)))).Count);
        Assert.Single(await test.LocateAsync(QueryLevel.Series, Keys.Of((Tags.StudyInstanceUID, "1.2.2"), (Tags.SeriesInstanceUID, First.Series))));
    }

    [Fact]
    public async Task Keeps_tenants_apart()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync(First);
        Assert.Equal(IndexOutcome.Stored, await test.AddAsync(First with { Tenant = "north", Digest = 2 }));
        Assert.Equal((UInt128)1, test.Index.Find(ArchiveIndex.DefaultTenant, First.Instance)?.Digest);
        Assert.Equal((UInt128)2, test.Index.Find("north", First.Instance)?.Digest);
        Assert.Null(test.Index.Find("south", First.Instance));
        Assert.Single(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.PatientID, "P1"))));
        Assert.Single(await test.SearchAsync(QueryLevel.Patient, Keys.Of((Tags.PatientID, ""))));
    }

    /// <summary>
    /// Any mixture of versions, read again from any byte, leaves everything as it was: see design.md §4.
    /// </summary>
    [Fact]
    public async Task Changes_nothing_when_the_log_is_read_again_from_anywhere()
    {
        await using var test = await TestIndex.OpenAsync();
        var random = new Random(42);
        var members = Enumerable.Range(0, 200).Select(i => new TestInstance
        {
            PatientId = random.Next(4) switch { 0 => null, 1 => "P2", _ => "P1" },
            Study = $"1.2.{random.Next(3)}",
            Series = $"1.2.9.{random.Next(3)}",
            Instance = $"1.2.9.9.{random.Next(30)}",
            Source = random.Next(3) == 0 ? "MR1" : "CT1",
            Digest = (UInt128)random.Next(1, 4),
            SopClass = random.Next(5) == 0 ? "1.2.840.10008.5.1.4.1.1.4" : TestInstance.CtImage,
            With = d => d.Set(Tags.Modality, Vr.CS, random.Next(2) == 0 ? "CT" : "MR"),
        }.At(i * 1024, i * 1024 + 1024)).ToArray();

        foreach (var member in members) await test.Index.AddAsync(member, CancellationToken.None);
        var before = await StateOf(test);

        foreach (var from in (int[])[0, 50, 199])
        {
            foreach (var member in members.Skip(from))
            {
                Assert.Equal(IndexOutcome.Duplicate, await test.Index.AddAsync(member, CancellationToken.None));
            }

            Assert.Equal(before, await StateOf(test));
        }

        await test.ReopenAsync();
        await Task.WhenAll(members.Select(member => test.Index.AddAsync(member, CancellationToken.None)));
        Assert.Equal(before, await StateOf(test));
    }

    private static async Task<string> StateOf(TestIndex test)
    {
        var answers = new List<string>();
        foreach (var level in Enum.GetValues<QueryLevel>())
        {
            var keys = Keys.Of(
                (Tags.PatientID, ""), (Tags.StudyInstanceUID, ""), (Tags.SeriesInstanceUID, ""), (Tags.SOPInstanceUID, ""),
                (Tags.SOPClassUID, ""), (Tags.Modality, ""), (Tags.ModalitiesInStudy, ""), (Tags.SOPClassesInStudy, ""),
                (Tags.NumberOfPatientRelatedStudies, ""), (Tags.NumberOfPatientRelatedSeries, ""),
                (Tags.NumberOfPatientRelatedInstances, ""), (Tags.NumberOfStudyRelatedSeries, ""),
                (Tags.NumberOfStudyRelatedInstances, ""), (Tags.NumberOfSeriesRelatedInstances, ""));
            foreach (var answer in await test.SearchAsync(level, keys))
            {
                answers.Add($"{level} {string.Join(' ', answer.Select(e => string.Join('\\', answer.GetStrings(e.Tag))))}");
            }
        }

        answers.AddRange((await test.Index.ReadConflictsAsync(CancellationToken.None)).Select(conflict => conflict.ToString()));
        answers.AddRange(test.Index.AppliedPositions.Select(position => position.ToString()));
        answers.Add((await test.Index.CountAsync(CancellationToken.None)).ToString());
        return string.Join('\n', answers);
    }
}
