namespace Pacs.Index.Tests.Writing;

/// <summary>What the instances of one study say differently of it.</summary>
public sealed class FillTests
{
    [Fact]
    public async Task Fills_what_was_missing_from_later_instances_and_keeps_what_was_there()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync(Saying(1, d =>
        {
            d.Set(Tags.PatientName, Vr.PN, "First^Name");
            d.Set(Tags.StudyDescription, Vr.LO, "");
        }));
        await test.AddAsync(Saying(2, d =>
        {
            d.Set(Tags.PatientName, Vr.PN, "Second^Name");
            d.Set(Tags.StudyDescription, Vr.LO, "Thorax");
            d.Set(Tags.PatientSex, Vr.CS, "F");
            d.Set(Tags.Modality, Vr.CS, "CT");
        }));
        await test.AddAsync(Saying(3, d => d.Set(Tags.StudyDescription, Vr.LO, "Abdomen")));

        var keys = Keys.Of((Tags.PatientName, ""), (Tags.StudyDescription, ""), (Tags.PatientSex, ""), (Tags.ModalitiesInStudy, ""));
        var study = Assert.Single(await test.SearchAsync(QueryLevel.Study, keys));
        Assert.Equal("First^Name", study.GetString(Tags.PatientName));
        Assert.Equal("Thorax", study.GetString(Tags.StudyDescription));
        Assert.Equal("F", study.GetString(Tags.PatientSex));
        Assert.Equal("CT", study.GetString(Tags.ModalitiesInStudy));

        // What was filled is found by index, by trigram and by attribute.
        foreach (var text in (string[])["Thorax", "Tho*", "*hora*", "*x"])
        {
            Assert.Single(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.StudyDescription, text))));
        }

        Assert.Empty(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.StudyDescription, "*dome*"))));
        Assert.Empty(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.PatientName, "Second*"))));
    }

    [Fact]
    public async Task Takes_nothing_of_another_patients_name()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync(Saying(1, _ => { }));
        await test.AddAsync(Saying(2, d =>
        {
            d.Set(Tags.PatientID, Vr.LO, "P2");
            d.Set(Tags.PatientName, Vr.PN, "Other^Person");
        }));
        var patient = Assert.Single(await test.SearchAsync(QueryLevel.Patient, Keys.Of((Tags.PatientName, ""))));
        Assert.Null(patient.GetString(Tags.PatientName));
    }

    [Fact]
    [Trait("Conformance", "26")]
    public async Task Gives_each_study_without_a_patient_id_a_patient_of_its_own()
    {
        await using var test = await TestIndex.OpenAsync();
        foreach (var number in (int[])[1, 2, 3])
        {
            await test.AddAsync(new TestInstance
            {
                PatientId = number == 3 ? "" : null,
                Study = $"1.{number}", Series = $"1.{number}.1", Instance = $"1.9.{number}", Digest = (UInt128)number,
                With = d => d.Set(Tags.PatientName, Vr.PN, "Doe^Jane"),
            });
        }

        Assert.Equal(3, (await test.SearchAsync(QueryLevel.Patient, Keys.Of((Tags.PatientName, "Doe*")))).Count);
        Assert.Equal(new IndexTotals(3, 3, 3, 3), await test.Index.CountAsync(CancellationToken.None));
    }

    [Fact]
    [Trait("Conformance", "26")]
    public async Task Lets_an_instance_without_patient_id_join_the_study_it_names()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync(Saying(1, _ => { }));
        Assert.Equal(IndexOutcome.Stored, await test.AddAsync(Saying(2, d => d.Remove(Tags.PatientID))));
        Assert.Equal(new IndexTotals(1, 1, 1, 2), await test.Index.CountAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Tells_patients_of_two_issuers_apart()
    {
        await using var test = await TestIndex.OpenAsync();
        foreach (var issuer in (string[])["North", "South"])
        {
            await test.AddAsync(new TestInstance
            {
                Study = $"1.{issuer.Length}.{issuer[0] % 7}", Series = $"2.{issuer[0] % 7}", Instance = $"3.{issuer[0] % 7}",
                With = d => d.Set(Tags.IssuerOfPatientID, Vr.LO, issuer),
            });
        }

        Assert.Equal(2, (await test.SearchAsync(QueryLevel.Patient, Keys.Of((Tags.PatientID, "P1")))).Count);
        Assert.Single(await test.SearchAsync(QueryLevel.Patient, Keys.Of((Tags.PatientID, "P1"), (Tags.IssuerOfPatientID, "South"))));
    }

    private static TestInstance Saying(int number, Action<DataSet> with) =>
        new() { Instance = $"1.2.1.1.{number}", Digest = (UInt128)number, With = with };
}
