namespace Pacs.Conformance.Tests.Associations;

/// <summary>The retired Patient/Study Only model, and an archive of several names.</summary>
public sealed class InformationModelTests(PeeredArchive archive) : IClassFixture<PeeredArchive>
{
    private static readonly RawContext Find = new(1, Uids.PatientStudyOnlyFind, Uids.ImplicitLittle);

    [Fact]
    public async Task Patient_study_only_finds_patients_and_studies_and_nothing_below()
    {
        var image = (await archive.StoreSeriesAsync(1))[0];
        await using var peer = await archive.AssociateAsync(Find);
        var patient = Identifiers.Level("PATIENT").Add(Tags.PatientId, "LO", image.PatientId);
        var study = Identifiers.Level("STUDY").Add(Tags.PatientId, "LO", image.PatientId).Add(Tags.StudyInstance, "UI", "");

        var patients = await peer.FindAsync(1, Uids.PatientStudyOnlyFind, patient);
        var studies = await peer.FindAsync(1, Uids.PatientStudyOnlyFind, study);
        var series = await peer.FindAsync(1, Uids.PatientStudyOnlyFind, Identifiers.Series(image.Study, ""));

        Assert.Equal([0xFF00, 0], patients.Select(answer => (int)answer.Status));
        Assert.Equal([0xFF00, 0], studies.Select(answer => (int)answer.Status));
        Assert.Equal(image.Study, studies[0].Identifier[Tags.StudyInstance]);
        Assert.Equal(0xA900, Assert.Single(series).Status);
    }

    [Fact]
    public async Task Patient_study_only_moves_a_study()
    {
        var images = await archive.StoreSeriesAsync(2);
        await using var destination = new RawDestination(archive.DestinationPort);
        await using var peer = await archive.AssociateAsync(new RawContext(1, Uids.PatientStudyOnlyMove, Uids.ImplicitLittle));

        var responses = await peer.MoveAsync(
            1, Uids.PatientStudyOnlyMove, PeeredArchive.Destination, Identifiers.Study(images[0].Study).With(Tags.PatientId, "LO", images[0].PatientId));

        Assert.Equal(0, responses[^1].Status);
        Assert.Equal(2, destination.Received.Count);
    }

    [Fact]
    public async Task Patient_study_only_gets_a_study_and_no_series()
    {
        var images = await archive.StoreSeriesAsync(2);
        var request = new RawAssociate(
            new RawContext(1, Uids.PatientStudyOnlyGet, Uids.ImplicitLittle), new RawContext(3, Uids.CtImage, Uids.ImplicitLittle))
        {
            Calling = PeeredArchive.Caller,
            UserItems = [RawAssociate.Role(Uids.CtImage, scu: false, scp: true)],
        };
        await using var peer = await RawPeer.RequestAsync(archive.Port, request);
        var fetched = new List<string?>();

        var study = await peer.GetAsync(1, Uids.PatientStudyOnlyGet, Identifiers.Study(images[0].Study), message =>
        {
            fetched.Add(message.Command[Tags.AffectedSopInstance]);
            return 0;
        });
        var series = await peer.GetAsync(
            1, Uids.PatientStudyOnlyGet, Identifiers.Series(images[0].Study, images[0].Series), _ => 0xC000);

        Assert.Equal(0, study[^1].Status);
        Assert.Equal(images.Select(image => image.SopInstance).Order(), fetched.Order());
        Assert.Equal(0xA900, Assert.Single(series).Status);
    }

    [Fact, Trait("Conformance", "8")]
    public async Task A_move_of_more_classes_than_one_association_has_contexts_takes_several()
    {
        var first = new RawImage();
        var images = Enumerable.Range(1, 140).Select(i => first.Next() with { SopClass = $"1.3.6.1.4.1.99999.{i}" }).ToList();
        foreach (var part in images.Chunk(100))
        {
            var contexts = part.Select((image, i) => new RawContext((byte)(2 * i + 1), image.SopClass, Uids.Jpeg2000Lossless)).ToArray();
            await using var sender = await archive.AssociateAsync(contexts);
            for (var i = 0; i < part.Length; i++)
            {
                Assert.Equal(0, (await sender.StoreAsync(contexts[i].Id, part[i].SopClass, part[i].SopInstance, part[i].Elements.Explicit())).Status);
            }
        }

        await using var destination = new RawDestination(archive.DestinationPort);
        await using var peer = await archive.MovingAsync();
        var responses = await peer.MoveAsync(1, Uids.StudyRootMove, PeeredArchive.Destination, Identifiers.Study(first.Study));

        Assert.Equal((0, "140"), (responses[^1].Status, $"{responses[^1].Command.UInt16(Tags.Completed)}"));
        Assert.Equal(140, destination.Received.Select(message => message.Command[Tags.AffectedSopInstance]).Distinct().Count());
        Assert.InRange(destination.Requests.Count, 2, 140);
    }

    [Fact, Trait("Conformance", "2")]
    public async Task An_archive_of_several_titles_answers_to_each_and_to_no_other()
    {
        using var directory = new TestDirectory();
        var settings = new Dictionary<string, string> { ["Pacs__AeTitles__0"] = "OLD_PACS", ["Pacs__AeTitles__1"] = "MR_STORE" };
        await using var server = await PacsServer.StartAsync(directory["data"], settings, "--peer", "TESTER=127.0.0.1:104");

        foreach (var title in new[] { "PACS", "OLD_PACS", "MR_STORE" })
        {
            await using var peer = await RawPeer.RequestAsync(server.DicomPort, Calling(title));
            Assert.True(peer.Answer.IsAccepted, title);
        }

        await using var mistaken = await RawPeer.RequestAsync(server.DicomPort, Calling("OTHER"));
        Assert.Equal((1, 1, 7), mistaken.Answer.Rejection); // PS3.8 Table 9-21: permanent, user, called title not recognised.
    }

    private static RawAssociate Calling(string title) =>
        new(new RawContext(1, Uids.Verification, Uids.ImplicitLittle)) { Called = title, Calling = "TESTER" };
}
