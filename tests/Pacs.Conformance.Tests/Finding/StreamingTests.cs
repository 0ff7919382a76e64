using System.Globalization;
using Xunit.Abstractions;

namespace Pacs.Conformance.Tests.Finding;

/// <summary>Answers go out while the rest is being looked for, however many there are.</summary>
public sealed class StreamingTests(ITestOutputHelper output)
{
    /// <summary>Texts of patient, study and series, all in one answer.</summary>
    private static readonly uint[] LongTexts =
        [0x00080081, 0x00081080, 0x00102000, 0x00102110, 0x001021B0, 0x00104000, 0x00380062, 0x00400280];

    /// <summary>Set PACS_MATCHES to 100000 to see it at that size.</summary>
    private static int Matches =>
        int.TryParse(Environment.GetEnvironmentVariable("PACS_MATCHES"), CultureInfo.InvariantCulture, out var count) ? count : 1000;

    [Fact, Trait("Conformance", "53")]
    public async Task The_first_match_is_sent_before_the_last_is_found()
    {
        const int count = 400;
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"]);
        var first = new RawImage
        {
            Edit = elements => LongTexts.Aggregate(elements, (all, tag) => all.With(tag, "LT", new string('x', 16_000))),
        };
        await using var peer = await StoreAsync(server, first, count);

        // 50 MB of answers: more than sockets hold, so most of them are not sent when the first is read.
        var identifier = LongTexts.Aggregate(
            Identifiers.Image(first.Study, first.Series, ""), (all, tag) => all.With(tag, "LT", ""));
        await peer.SendMessageAsync(3, Commands.Find(7777, Uids.StudyRootFind), identifier.Implicit());
        Assert.Equal(0xFF00, (await peer.ReadMessageAsync()).Status);
        await peer.SendMessageAsync(3, Commands.Cancel(7777));

        var rest = await peer.ReadResponsesAsync(_ => 0);
        Assert.Equal(0xFE00, rest[^1].Status);
        Assert.InRange(rest.Count, 1, count - 1);
    }

    [Fact]
    public async Task Memory_does_not_grow_with_the_matches()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"]);
        var first = new RawImage();
        await using var peer = await StoreAsync(server, first, Matches);
        var before = server.PeakMemory;

        await peer.SendMessageAsync(
            3, Commands.Find(1, Uids.StudyRootFind), Identifiers.Image(first.Study, first.Series, "").With(Tags.PatientName, "PN", "").Implicit());
        var count = 0;
        while ((await peer.ReadMessageAsync()).IsPending) count++;

        output.WriteLine($"{count} matches; peak {before >> 20} MiB before, {server.PeakMemory >> 20} MiB after");
        Assert.Equal(Matches, count);
        Assert.InRange(server.PeakMemory, 0, 400_000_000);
    }

    /// <summary>The series of the first image, stored over a peer that can query, too (context 3).</summary>
    private static async Task<RawPeer> StoreAsync(PacsServer server, RawImage first, int count)
    {
        var peer = await RawPeer.AssociateAsync(
            server.DicomPort,
            new RawContext(1, Uids.CtImage, Uids.ImplicitLittle),
            new RawContext(3, Uids.StudyRootFind, Uids.ImplicitLittle));
        Assert.Equal(0, (await peer.StoreAsync(1, first)).Status);
        var image = first with { Edit = elements => elements };
        for (var i = 1; i < count; i++) Assert.Equal(0, (await peer.StoreAsync(1, image = image.Next())).Status);
        return peer;
    }
}
