using System.Text;

namespace Pacs.Conformance.Tests.Associations;

/// <summary>What an association request may propose beyond contexts (PS3.7 §D.3.3.3 to §D.3.3.7), and what follows from it.</summary>
public sealed class ExtendedNegotiationTests(OpenArchive archive) : IClassFixture<OpenArchive>
{
    private const byte AsyncWindow = 0x53;
    private const byte Extended = 0x56;
    private const byte IdentityResponse = 0x59;
    private const string StorageService = "1.2.840.10008.4.2";

    private static readonly RawContext Echo = new(1, Uids.Verification, Uids.ImplicitLittle);

    [Fact, Trait("Conformance", "7")]
    public async Task Several_stores_on_their_way_at_once_are_each_answered_once()
    {
        await using var peer = await RawPeer.RequestAsync(
            archive.Port,
            new RawAssociate(new RawContext(1, Uids.CtImage, Uids.ImplicitLittle), new RawContext(3, Uids.Verification, Uids.ImplicitLittle))
            {
                UserItems = [RawAssociate.AsyncWindow(12, 1)],
            });
        Assert.Equal([0, 12, 0, 1], Assert.Single(peer.Answer.UserItems, item => item.Type == AsyncWindow).Value);
        var images = new List<RawImage> { new() };
        while (images.Count < 11) images.Add(images[^1].Next());

        for (var i = 0; i < images.Count; i++)
        {
            var command = Commands.Store((ushort)(100 + i), images[i].SopClass, images[i].SopInstance);
            await peer.SendMessageAsync(1, command, images[i].Elements.Implicit());
        }

        await peer.SendMessageAsync(3, Commands.Echo(99));
        var answers = new List<RawMessage>();
        while (answers.Count < images.Count + 1) answers.Add(await peer.ReadMessageAsync());

        Assert.All(answers, answer => Assert.Equal(0, answer.Status));
        Assert.Equal(
            Enumerable.Range(99, images.Count + 1), answers.Select(answer => (int)answer.Command.UInt16(Tags.MessageIdRespondedTo)).Order());
        var held = await archive.FetchAsync(images[0].Study);
        Assert.All(images, image => Assert.Equal(image.Elements.Implicit(), held[image.SopInstance]));
    }

    [Fact, Trait("Conformance", "7")]
    public async Task A_window_without_a_limit_is_answered_with_the_limit_that_is_configured()
    {
        using var directory = new TestDirectory();
        var settings = new Dictionary<string, string> { ["Pacs__Limits__OperationsPerAssociation"] = "3" };
        await using var server = await PacsServer.StartAsync(directory["data"], settings);

        await using var configured = await RawPeer.RequestAsync(server.DicomPort, Proposing(RawAssociate.AsyncWindow(0, 0)));
        await using var usual = await RawPeer.RequestAsync(archive.Port, Proposing(RawAssociate.AsyncWindow(0, 0)));

        Assert.Equal([0, 3, 0, 3], Assert.Single(configured.Answer.UserItems, item => item.Type == AsyncWindow).Value);
        Assert.Equal([0, 16, 0, 16], Assert.Single(usual.Answer.UserItems, item => item.Type == AsyncWindow).Value);
    }

    [Fact, Trait("Conformance", "48")]
    public async Task A_relational_query_needs_no_keys_above_its_level_once_that_is_agreed()
    {
        var image = new RawImage();
        await using (var sender = await archive.StoringAsync()) await sender.StoreAsync(1, image);
        var byInstance = Identifiers.Level("IMAGE").Add(Tags.SopInstance, "UI", image.SopInstance).Add(Tags.StudyInstance, "UI", "");
        var proposal = new RawAssociate(new RawContext(1, Uids.StudyRootFind, Uids.ImplicitLittle));

        await using var hierarchical = await RawPeer.RequestAsync(archive.Port, proposal);
        await using var relational = await RawPeer.RequestAsync(
            archive.Port, proposal with { UserItems = [RawAssociate.Extended(Uids.StudyRootFind, 1)] });

        Assert.Equal(0xA900, Assert.Single(await hierarchical.FindAsync(1, Uids.StudyRootFind, byInstance)).Status);
        var answers = await relational.FindAsync(1, Uids.StudyRootFind, byInstance);
        Assert.Equal([0xFF00, 0], answers.Select(answer => (int)answer.Status));
        Assert.Equal(image.Study, answers[0].Identifier[Tags.StudyInstance]);
    }

    /// <summary>From ten on the 10th to noon on the 12th, or each of these days between ten and noon (PS3.4 §C.2.2.2.5.4).</summary>
    [Fact, Trait("Conformance", "51")]
    public async Task A_range_of_dates_and_one_of_times_are_one_range_once_that_is_agreed()
    {
        var patient = new RawImage().PatientId;
        await StoreAsync(
            new RawImage { PatientId = patient, StudyDate = "20200110", StudyTime = "0900" },
            new RawImage { PatientId = patient, StudyDate = "20200111", StudyTime = "2300" },
            new RawImage { PatientId = patient, StudyDate = "20200111", StudyTime = "1130" });
        var ranges = StudiesOf(patient).With(Tags.StudyDate, "DA", "20200110-20200112").With(Tags.StudyTime, "TM", "1000-1200");

        Assert.Equal(["1130"], await TimesAsync(ranges));
        Assert.Equal(["1130", "2300"], await TimesAsync(ranges, 0, 1));
    }

    /// <summary>Three in the morning at +0100 is nine in the evening before at -0500 (PS3.4 §C.5.1.1.3).</summary>
    [Fact, Trait("Conformance", "50")]
    public async Task Times_are_those_of_the_requesters_zone_once_that_is_agreed()
    {
        const uint zone = 0x00080201;
        var patient = new RawImage().PatientId;
        await StoreAsync(new RawImage
        {
            PatientId = patient, StudyDate = "20200111", StudyTime = "030000", Edit = elements => elements.With(zone, "SH", "+0100"),
        });
        var evening = StudiesOf(patient).With(zone, "SH", "-0500").With(Tags.StudyDate, "DA", "20200110").With(Tags.StudyTime, "TM", "");

        Assert.Empty(await TimesAsync(evening));
        Assert.Equal(["210000"], await TimesAsync(evening, 0, 0, 0, 1));
    }

    [Theory]
    [InlineData(Uids.StudyRootFind, 1)]
    [InlineData(Uids.PatientRootFind, 5)]
    [InlineData(Uids.PatientStudyOnlyFind, 3)]
    [InlineData(Uids.StudyRootMove, 2)]
    [InlineData(Uids.StudyRootGet, 1)]
    public async Task Query_extensions_are_answered_byte_for_byte_and_enhanced_conversion_is_denied(string sopClass, int length)
    {
        var proposed = new byte[length];
        Array.Fill(proposed, (byte)1);

        var answer = await ExtensionAsync(sopClass, proposed);

        Assert.Equal(length, answer.Length);
        Assert.Equal(1, answer[0]);
        Assert.All(answer, flag => Assert.InRange(flag, 0, 1));
        if (length == (sopClass == Uids.StudyRootMove ? 2 : 5)) Assert.Equal(0, answer[^1]);
        Assert.All(await ExtensionAsync(sopClass, new byte[length]), flag => Assert.Equal(0, flag));
    }

    [Fact]
    public async Task Storage_is_said_to_keep_everything_bit_for_bit() =>
        Assert.Equal([2, 0, 3, 0, 0, 0], await ExtensionAsync(Uids.CtImage, 3, 0, 0, 0, 2, 0));

    [Fact]
    public async Task Extensions_that_were_not_proposed_are_not_answered()
    {
        await using var peer = await RawPeer.RequestAsync(
            archive.Port, new RawAssociate(Echo, new RawContext(3, Uids.StudyRootFind, Uids.ImplicitLittle)));

        Assert.DoesNotContain(peer.Answer.UserItems, item => item.Type is Extended or IdentityResponse or 0x57);
    }

    [Fact, Trait("Conformance", "29")]
    public async Task A_class_of_a_later_edition_is_stored_when_its_sender_says_that_it_is_one_of_storage()
    {
        const string Later = "1.2.840.10008.5.1.4.99.7";
        var image = new RawImage { SopClass = Later };
        var proposal = new RawAssociate(
            Echo, new RawContext(3, Later, Uids.ImplicitLittle), new RawContext(5, Uids.StudyRootFind, Uids.ImplicitLittle));

        await using var unsaid = await RawPeer.RequestAsync(archive.Port, proposal);
        await using var said = await RawPeer.RequestAsync(
            archive.Port, proposal with { UserItems = [RawAssociate.CommonExtended(Later, StorageService)] });

        Assert.Equal(3, unsaid.Answer.Contexts[3].Result);
        Assert.Equal(0, said.Answer.Contexts[3].Result);
        Assert.Equal(0, (await said.StoreAsync(3, image)).Status);
        var listed = await said.FindAsync(5, Uids.StudyRootFind, Identifiers.Study(image.Study).With(Tags.SopClassesInStudy, "UI", ""));
        Assert.Equal(Later, listed[0].Identifier[Tags.SopClassesInStudy]);
    }

    [Theory]
    [InlineData(1, true, true)]
    [InlineData(1, false, false)]
    [InlineData(2, true, true)]
    [InlineData(2, false, false)]
    [InlineData(3, false, false)]
    [InlineData(5, false, false)]
    public async Task An_identity_is_accepted_and_confirmed_only_when_that_is_asked_for(byte type, bool wantsResponse, bool isConfirmed)
    {
        await using var peer = await RawPeer.RequestAsync(
            archive.Port, Proposing(RawAssociate.Identity(type, wantsResponse, "rita", "")));

        Assert.True(peer.Answer.IsAccepted);
        Assert.Equal(isConfirmed ? [[0, 0]] : [], peer.Answer.UserItems.Where(item => item.Type == IdentityResponse).Select(item => item.Value));
        Assert.Equal(0, await peer.EchoAsync(1));
    }

    [Fact]
    public async Task No_secret_of_an_identity_is_written_anywhere()
    {
        using var directory = new TestDirectory();
        var settings = new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Trace" };
        await using var server = await PacsServer.StartAsync(directory["data"], settings);
        string[] secrets = [Uids.New(), Uids.New(), Uids.New()];
        foreach (var (item, calling) in new[]
        {
            (RawAssociate.Identity(2, true, "rita", secrets[0]), "PASSCODE"),
            (RawAssociate.Identity(3, true, secrets[1], ""), "KERBEROS"),
            (RawAssociate.Identity(5, false, secrets[2], ""), "TOKEN"),
        })
        {
            var request = new RawAssociate(new RawContext(1, Uids.CtImage, Uids.ImplicitLittle)) { Calling = calling, UserItems = [item] };
            await using var peer = await RawPeer.RequestAsync(server.DicomPort, request);
            Assert.Equal(0, (await peer.StoreAsync(1, new RawImage())).Status);
            await peer.ReleaseAsync();
        }

        Assert.Equal(0, await server.StopAsync());

        Assert.Contains("TOKEN", server.Log, StringComparison.Ordinal);
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, server.Log, StringComparison.Ordinal);
            foreach (var file in directory.Files())
            {
                Assert.Equal(-1, (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret)));
            }
        }
    }

    private static RawElements StudiesOf(string patient) =>
        Identifiers.Level("STUDY").Add(Tags.PatientId, "LO", patient).Add(Tags.StudyInstance, "UI", "");

    private async Task StoreAsync(params RawImage[] images)
    {
        await using var sender = await archive.StoringAsync();
        foreach (var image in images) Assert.Equal(0, (await sender.StoreAsync(1, image)).Status);
    }

    /// <summary>The study times of what is found, with the bytes of extended negotiation that are proposed (PS3.4 §C.5.1.1.1).</summary>
    private async Task<IEnumerable<string?>> TimesAsync(RawElements identifier, params byte[] extended)
    {
        var proposal = new RawAssociate(new RawContext(1, Uids.StudyRootFind, Uids.ImplicitLittle));
        if (extended.Length > 0) proposal = proposal with { UserItems = [RawAssociate.Extended(Uids.StudyRootFind, extended)] };
        await using var peer = await RawPeer.RequestAsync(archive.Port, proposal);
        var answers = await peer.FindAsync(1, Uids.StudyRootFind, identifier);
        Assert.Equal(0, answers[^1].Status);
        return answers.SkipLast(1).Select(answer => answer.Identifier[Tags.StudyTime]).Order();
    }

    private static RawAssociate Proposing(params byte[][] items) => new(Echo) { UserItems = items };

    /// <summary>The answer to one proposal of extended negotiation.</summary>
    private async Task<byte[]> ExtensionAsync(string sopClass, params byte[] information)
    {
        await using var peer = await RawPeer.RequestAsync(
            archive.Port,
            new RawAssociate(new RawContext(1, sopClass, Uids.ImplicitLittle)) { UserItems = [RawAssociate.Extended(sopClass, information)] });
        var item = Assert.Single(peer.Answer.UserItems, item => item.Type == Extended).Value;
        Assert.Equal(sopClass, Encoding.ASCII.GetString(item, 2, item[1]));
        return item[(2 + item[1])..];
    }
}
