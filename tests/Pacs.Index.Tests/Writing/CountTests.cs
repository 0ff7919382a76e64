namespace Pacs.Index.Tests.Writing;

public sealed class CountTests
{
    private static readonly Tag[] Counts =
    [
        Tags.NumberOfPatientRelatedStudies, Tags.NumberOfPatientRelatedSeries, Tags.NumberOfPatientRelatedInstances,
        Tags.NumberOfStudyRelatedSeries, Tags.NumberOfStudyRelatedInstances, Tags.NumberOfSeriesRelatedInstances,
    ];

    [Fact]
    [Trait("Conformance", "46")]
    public async Task Counts_studies_series_and_instances()
    {
        await using var test = await TestIndex.OpenAsync();
        foreach (var (study, series, instance) in new[] { (1, 1, 1), (1, 1, 2), (1, 2, 3), (2, 3, 4), (2, 3, 5), (2, 3, 6) })
        {
            await test.AddAsync(new TestInstance
            {
                Study = $"1.{study}", Series = $"1.{study}.{series}", Instance = $"1.9.{instance}", Digest = (UInt128)instance,
            });
            if (instance == 3) await test.ReopenAsync();
        }

        Assert.Equal(["2", "3", "6"], await CountsOf(test, QueryLevel.Patient, Keys.Of((Tags.PatientID, "P1"))));
        Assert.Equal(["2", "3", "6", "2", "3"], await CountsOf(test, QueryLevel.Study, Keys.Of((Tags.StudyInstanceUID, "1.1"))));
        Assert.Equal(["2", "3", "6", "1", "3", "3"], await CountsOf(test, QueryLevel.Series, Keys.Of((Tags.SeriesInstanceUID, "1.2.3"))));
        Assert.Equal(new IndexTotals(1, 2, 3, 6), await test.Index.CountAsync(CancellationToken.None));
    }

    [Fact]
    [Trait("Conformance", "44")]
    [Trait("Conformance", "47")]
    public async Task Lists_every_modality_and_class_of_a_study()
    {
        await using var test = await TestIndex.OpenAsync();
        foreach (var (number, modality, sopClass) in new[] { (1, "SR", "1.2.3"), (2, "CT", "1.2.1"), (3, "CT", "1.2.2"), (4, "", "1.2.2") })
        {
            await test.AddAsync(new TestInstance
            {
                Series = $"1.1.{number}", Instance = $"1.9.{number}", SopClass = sopClass, Digest = (UInt128)number,
                With = d => d.Set(Tags.Modality, Vr.CS, modality),
            });
            if (number == 2) await test.ReopenAsync();
        }

        var study = Assert.Single(await test.SearchAsync(
            QueryLevel.Study, Keys.Of((Tags.ModalitiesInStudy, "CT"), (Tags.SOPClassesInStudy, ""))));
        Assert.Equal(["CT", "SR"], study.GetStrings(Tags.ModalitiesInStudy));
        Assert.Equal(["1.2.1", "1.2.2", "1.2.3"], study.GetStrings(Tags.SOPClassesInStudy));
        Assert.Single(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.SOPClassesInStudy, "1.2.3"))));
        Assert.Empty(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.SOPClassesInStudy, "1.2"))));
    }

    [Fact]
    [Trait("Conformance", "45")]
    public async Task Takes_two_modalities_as_either()
    {
        await using var test = await TestIndex.OpenAsync();
        foreach (var (number, modality) in new[] { (1, "CT"), (2, "MR"), (3, "US") })
        {
            await test.AddAsync(new TestInstance
            {
                Study = $"1.{number}", Series = $"1.{number}.1", Instance = $"1.9.{number}",
                With = d => d.Set(Tags.Modality, Vr.CS, modality),
            });
        }

        Assert.Equal(2, (await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.ModalitiesInStudy, @"CT\MR")))).Count);
        Assert.Equal(2, (await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.ModalitiesInStudy, "?R\\C*")))).Count);
        Assert.Empty(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.ModalitiesInStudy, "C"))));
    }

    private static async Task<string[]> CountsOf(TestIndex test, QueryLevel level, DataSet keys)
    {
        foreach (var tag in Counts) keys.Set(tag, Vr.IS);
        var answer = Assert.Single(await test.SearchAsync(level, keys));
        return [.. Counts.Select(tag => answer.GetString(tag)).OfType<string>()];
    }
}
