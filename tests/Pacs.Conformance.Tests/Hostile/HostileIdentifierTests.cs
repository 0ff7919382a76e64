using System.Text;

namespace Pacs.Conformance.Tests.Hostile;

/// <summary>Identifiers nobody would send: each gets its final answer, and the archive is as it was.</summary>
public sealed class HostileIdentifierTests(PeeredArchive archive) : IClassFixture<PeeredArchive>
{
    private const ushort UnknownDestination = 0xA801;
    private const ushort IdentifierDoesNotMatch = 0xA900;
    private const ushort MistypedArgument = 0x0212; // PS3.7 §C.5.15: a title that is none

    [Fact]
    public async Task Wildcards_without_end_are_matched_or_not()
    {
        var image = (await archive.StoreSeriesAsync(1, new RawImage
        {
            PatientName = new string('a', 64), StudyDescription = new string('a', 6000),
        }))[0];
        foreach (var pattern in (string[])
        [
            string.Concat(Enumerable.Repeat("*a", 31)),
            string.Concat(Enumerable.Repeat("*a", 5000)) + "b",
            string.Concat(Enumerable.Repeat("*?", 8000)),
            new string('*', 60_000),
            new string('?', 60_000),
        ])
        {
            foreach (var tag in (uint[])[Tags.PatientName, Tags.StudyDescription, Tags.BodyPart, Tags.StudyInstance, Tags.StudyDate])
            {
                var answers = await FindAsync(Identifiers.Level("STUDY").Add(tag, "LO", pattern));
                Assert.False(answers[^1].IsPending);
            }
        }

        var found = await FindAsync(Identifiers.Study(image.Study)
            .Add(Tags.PatientName, "PN", string.Concat(Enumerable.Repeat("*a", 31)) + "*"));
        Assert.Equal(2, found.Count);
        Assert.Equal(0, found[^1].Status);
    }

    [Fact, Trait("Conformance", "43")]
    public async Task A_list_of_fifty_thousand_uids_finds_what_is_in_it()
    {
        var images = await archive.StoreSeriesAsync(1);
        var studies = Enumerable.Range(0, 50_000).Select(i => $"2.25.{i}{i}{i}").Append(images[0].Study).ToArray();

        var answers = await FindAsync(Identifiers.Study(studies));
        await using var peer = await archive.MovingAsync();
        await using var destination = new RawDestination(archive.DestinationPort);
        var moved = await peer.MoveAsync(1, Uids.StudyRootMove, PeeredArchive.Destination, Identifiers.Study(studies));

        Assert.Equal([true, false], answers.Select(answer => answer.IsPending));
        Assert.Equal(0, moved[^1].Status);
        Assert.Equal(images[0].SopInstance, Assert.Single(destination.Received).Command[Tags.AffectedSopInstance]);
    }

    [Fact]
    public async Task An_identifier_of_two_hundred_thousand_elements_is_answered()
    {
        var before = await Footprint.OfAsync(archive.Server, PeeredArchive.Caller);
        var identifier = Identifiers.Study(Uids.New());
        for (var i = 0; i < 200_000; i++)
        {
            identifier.Add((uint)((0x4001 + 2 * (i / 60_000)) << 16 | 0x1000 + i % 60_000), "LO", "");
        }

        Assert.False((await FindAsync(identifier))[^1].IsPending);
        await before.AssertBackAsync();
    }

    [Fact]
    public async Task A_sequence_key_of_a_hundred_thousand_items_is_answered()
    {
        var items = Enumerable.Repeat(new RawElements(), 100_000).ToArray();

        Assert.False((await FindAsync(Identifiers.Level("STUDY").AddSequence(0x00081110, items)))[^1].IsPending);
    }

    [Fact]
    public async Task A_deflated_identifier_may_not_become_half_a_gigabyte()
    {
        var before = await Footprint.OfAsync(archive.Server, PeeredArchive.Caller);
        var level = Identifiers.Level("STUDY").Explicit();
        byte[] comments = [0x10, 0x00, 0x00, 0x40, (byte)'U', (byte)'T', 0, 0, .. BitConverter.GetBytes(512 << 20)];
        var bomb = Bombs.Deflate([.. level, .. comments], 512 << 20, noise: 64);
        var memory = archive.Server.PeakMemory;
        await using var peer = await archive.AssociateAsync(new RawContext(1, Uids.StudyRootFind, Uids.Deflated));

        await peer.SendMessageAsync(1, Commands.Find(1, Uids.StudyRootFind).Command(), bomb);

        Assert.Equal(0xC000, (await peer.ReadMessageAsync()).Status & 0xF000);
        Assert.InRange(archive.Server.PeakMemory, 0, memory + (256L << 20));
        await before.AssertBackAsync();
    }

    [Theory, Trait("Conformance", "58")]
    [InlineData("")]
    [InlineData("                ")]
    [InlineData("NOWHERE")]
    [InlineData("destination")]
    [InlineData("DESTINATION\\DOWN")]
    [InlineData("127.0.0.1:104")]
    [InlineData("A TITLE THAT IS LONGER THAN SIXTEEN CHARACTERS AND GOES ON")]
    [InlineData("\u0001\u00FF\u0000\u001B")]
    public async Task Made_up_destinations_are_unknown_and_nobody_is_called(string destination)
    {
        var images = await archive.StoreSeriesAsync(1);
        await using var listening = new RawDestination(archive.DestinationPort);
        await using var peer = await archive.MovingAsync();

        var final = Assert.Single(await peer.MoveAsync(
            1, Uids.StudyRootMove, destination, Identifiers.Study(images[0].Study)));

        Assert.Contains(final.Status, new[] { UnknownDestination, MistypedArgument });
        Assert.Empty(listening.Requests);
    }

    public static TheoryData<string> LevelsWithoutKeys => ["STUDY", "SERIES", "IMAGE", "PATIENT", "EVERYTHING", ""];

    [Theory, Trait("Conformance", "48"), Trait("Conformance", "49")]
    [MemberData(nameof(LevelsWithoutKeys))]
    public async Task A_retrieval_without_keys_is_not_one_of_everything(string level)
    {
        await archive.StoreSeriesAsync(1);
        await using var destination = new RawDestination(archive.DestinationPort);
        foreach (var keys in (RawElements[])
        [
            Identifiers.Level(level),
            Identifiers.Level(level).Add(Tags.StudyInstance, "UI", "").Add(Tags.SeriesInstance, "UI", ""),
            Identifiers.Level(level).Add(Tags.StudyInstance, "UI", "*"),
            new RawElements(),
        ])
        {
            await using var moving = await archive.MovingAsync();
            var moved = Assert.Single(await moving.MoveAsync(1, Uids.StudyRootMove, PeeredArchive.Destination, keys));
            Assert.Equal(IdentifierDoesNotMatch, moved.Status);

            await using var getting = await archive.AssociateAsync(
                new RawContext(1, Uids.StudyRootGet, Uids.ImplicitLittle), new RawContext(3, Uids.CtImage, Uids.ImplicitLittle));
            var got = Assert.Single(await getting.GetAsync(1, Uids.StudyRootGet, keys, _ => 0));
            Assert.Equal(IdentifierDoesNotMatch, got.Status);
        }

        Assert.Empty(destination.Requests);
    }

    [Fact]
    public async Task An_identifier_that_is_noise_gets_a_failure()
    {
        await using var peer = await archive.AssociateAsync(new RawContext(1, Uids.StudyRootFind, Uids.ImplicitLittle));

        await peer.SendMessageAsync(
            1, Commands.Find(1, Uids.StudyRootFind).Command(), Encoding.ASCII.GetBytes(new string('?', 10_001)));

        Assert.InRange((await peer.ReadMessageAsync()).Status, 0xA000, 0xCFFF);
        Assert.Equal(RawPdu.ReleaseResponse, (await peer.ReleaseAsync())?.Type);
    }

    private async Task<List<RawMessage>> FindAsync(RawElements identifier)
    {
        await using var peer = await archive.AssociateAsync(new RawContext(1, Uids.StudyRootFind, Uids.ImplicitLittle));
        return await peer.FindAsync(1, Uids.StudyRootFind, identifier);
    }
}
