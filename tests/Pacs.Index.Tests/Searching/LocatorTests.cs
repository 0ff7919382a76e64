namespace Pacs.Index.Tests.Searching;

[Trait("Conformance", "68")]
public sealed class LocatorTests
{
    [Fact]
    public async Task Gives_the_instances_of_each_level_in_the_order_of_the_log()
    {
        await using var test = await Four();
        Assert.Equal(["4", "1", "2", "3"], await NumbersOf(test, QueryLevel.Patient, (Tags.PatientID, "P1")));
        Assert.Equal(["1", "2", "3"], await NumbersOf(test, QueryLevel.Study, (Tags.StudyInstanceUID, "1.1")));
        Assert.Equal(["1", "2"], await NumbersOf(test, QueryLevel.Series, (Tags.StudyInstanceUID, "1.1"), (Tags.SeriesInstanceUID, "1.1.1")));
        Assert.Equal(["2"], await NumbersOf(test, QueryLevel.Image, (Tags.SOPInstanceUID, "1.9.2")));
    }

    [Fact]
    [Trait("Conformance", "43")]
    public async Task Takes_lists_of_uids()
    {
        await using var test = await Four();
        var many = string.Join('\\', Enumerable.Range(0, 1500).Select(i => $"1.9.{i}"));
        Assert.Equal(["4", "1", "2", "3"], await NumbersOf(test, QueryLevel.Image, (Tags.SOPInstanceUID, many)));
        Assert.Equal(["4", "1", "2", "3"], await NumbersOf(test, QueryLevel.Study, (Tags.StudyInstanceUID, @"1.1\1.2\1.7")));
        Assert.Equal(["4", "3"], await NumbersOf(test, QueryLevel.Series, (Tags.SeriesInstanceUID, @"1.1.2\1.2.1")));
        Assert.Equal(4, (await test.SearchAsync(QueryLevel.Image, Keys.Of((Tags.SOPInstanceUID, many)))).Count);
    }

    [Fact]
    public async Task Honours_the_keys_of_the_levels_above()
    {
        await using var test = await Four();
        Assert.Empty(await NumbersOf(test, QueryLevel.Series, (Tags.StudyInstanceUID, "1.2"), (Tags.SeriesInstanceUID, "1.1.1")));
        Assert.Empty(await NumbersOf(test, QueryLevel.Study, (Tags.PatientID, "P2"), (Tags.StudyInstanceUID, "1.1")));
        Assert.Empty(await NumbersOf(test, QueryLevel.Image, (Tags.SeriesInstanceUID, "1.1.2"), (Tags.SOPInstanceUID, "1.9.1")));
        Assert.Equal(["1"], await NumbersOf(
            test, QueryLevel.Image, (Tags.PatientID, "P1"), (Tags.StudyInstanceUID, "1.1"), (Tags.SeriesInstanceUID, ""), (Tags.SOPInstanceUID, "1.9.1")));
    }

    [Fact]
    [Trait("Conformance", "71")]
    public async Task Does_not_take_what_says_nothing_as_everything()
    {
        await using var test = await Four();
        Assert.Empty(await NumbersOf(test, QueryLevel.Study));
        Assert.Empty(await NumbersOf(test, QueryLevel.Study, (Tags.StudyInstanceUID, "")));
        Assert.Empty(await NumbersOf(test, QueryLevel.Study, (Tags.StudyInstanceUID, "*")));
        Assert.Empty(await NumbersOf(test, QueryLevel.Study, (Tags.PatientID, "P1")));
        Assert.Empty(await NumbersOf(test, QueryLevel.Image, (Tags.StudyInstanceUID, "1.1")));
        Assert.Empty(await NumbersOf(test, QueryLevel.Patient, (Tags.PatientID, "P*")));
        Assert.Empty(await NumbersOf(test, QueryLevel.Patient, (Tags.PatientID, "p1")));
    }

    [Fact]
    public async Task Says_what_is_needed_to_send_an_instance()
    {
        await using var test = await TestIndex.OpenAsync();
        var instance = new TestInstance { Digest = UInt128.MaxValue - 5 };
        await test.AddAsync(instance);
        var held = Assert.Single(await test.LocateAsync(QueryLevel.Image, Keys.Of((Tags.SOPInstanceUID, instance.Instance))));
        Assert.Equal(
            new HeldInstance
            {
                StudyInstanceUid = instance.Study,
                SeriesInstanceUid = instance.Series,
                SopClassUid = instance.SopClass,
                SopInstanceUid = instance.Instance,
                TransferSyntaxUid = "1.2.840.10008.1.2.1",
                SourceAeTitle = "CT1",
                ReceivedAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
                Digest = UInt128.MaxValue - 5,
                Location = new Location(0, 1, 512, 512),
            },
            held);
        Assert.Equal(held, test.Index.Find(ArchiveIndex.DefaultTenant, instance.Instance));
    }

    /// <summary>Three instances of study 1.1 in shard 1, added backwards, and one of study 1.2 in shard 0.</summary>
    private static async Task<TestIndex> Four()
    {
        var test = await TestIndex.OpenAsync();
        foreach (var (number, study, series, shard) in new[] { (3, "1.1", "1.1.2", 1), (2, "1.1", "1.1.1", 1), (1, "1.1", "1.1.1", 1), (4, "1.2", "1.2.1", 0) })
        {
            var instance = new TestInstance { Study = study, Series = series, Instance = $"1.9.{number}", Digest = (UInt128)number };
            await test.Index.AddAsync(instance.At(number * 1024, number * 1024 + 1024, shard), CancellationToken.None);
        }

        return test;
    }

    private static async Task<string[]> NumbersOf(TestIndex test, QueryLevel level, params (Tag, string)[] keys) =>
        [.. (await test.LocateAsync(level, Keys.Of(keys))).Select(held => held.SopInstanceUid[4..])];
}
