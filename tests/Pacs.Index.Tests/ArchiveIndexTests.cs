namespace Pacs.Index.Tests;

public sealed class ArchiveIndexTests
{
    [Fact]
    public async Task Finds_what_was_added()
    {
        await using var test = await TestIndex.OpenAsync();
        Assert.Equal(IndexOutcome.Stored, await test.AddAsync(new TestInstance { With = d => { d.Set(Tags.PatientName, Vr.PN, "Smith^John"); d.Set(Tags.Modality, Vr.CS, "CT"); } }));
        foreach (var pattern in new[] { "SMITH*", "*mit*", "smith^john", "*it*", "smith^*", "" })
        {
            var found = await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.PatientName, pattern), (Tags.ModalitiesInStudy, ""), (Tags.NumberOfStudyRelatedInstances, "")));
            var answer = Assert.Single(found);
            Assert.Equal("CT", answer.GetString(Tags.ModalitiesInStudy));
            Assert.Equal("1", answer.GetString(Tags.NumberOfStudyRelatedInstances));
        }

        Assert.Single(await test.LocateAsync(QueryLevel.Study, Keys.Of((Tags.StudyInstanceUID, "1.2.1"))));
    }
}
