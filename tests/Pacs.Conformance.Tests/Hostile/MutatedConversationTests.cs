using Pacs.Fuzzing;
using Xunit.Abstractions;

namespace Pacs.Conformance.Tests.Hostile;

/// <summary>Whole conversations with some bytes changed, over a socket; see <see cref="FuzzRun"/>.</summary>
public sealed class MutatedConversationTests(ITestOutputHelper output)
{
    private const int LookAfter = 2000;

    private static readonly RawImage Image = new() { SopInstance = "1.2.3.4", Study = "1.2.3", Series = "1.2.3.5", PatientId = "FUZZ" };

    [Fact]
    public async Task Whatever_is_said_the_connection_ends_and_nothing_in_the_archive_fails()
    {
        using var directory = new TestDirectory();
        var quiet = new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Error" };
        await using var server = await PacsServer.StartAsync(directory["data"], quiet);
        var before = await Footprint.OfAsync(server);
        var ready = server.Log;
        var number = 0;
        foreach (var (said, random) in FuzzRun.Mutations(Conversations(), 1500, output))
        {
            await using var peer = await RawPeer.ConnectAsync(server.DicomPort);
            var cut = random.Next(said.Length + 1);
            await Record.ExceptionAsync(async () => // it may have been shown the door already
            {
                await peer.SendAsync(said.AsMemory(0, cut));
                await peer.SendAsync(said.AsMemory(cut));
                peer.FinishSending();
            });

            await peer.DrainAsync();
            Assert.Equal(ready, server.Log);
            if (++number % LookAfter == 0) await before.AssertBackAsync();
        }

        await before.AssertBackAsync();
    }

    private static List<byte[]> Conversations()
    {
        var request = new RawAssociate(
            new RawContext(1, Uids.Verification, Uids.ImplicitLittle),
            new RawContext(3, Uids.CtImage, Uids.ImplicitLittle),
            new RawContext(5, Uids.StudyRootFind, Uids.ImplicitLittle),
            new RawContext(7, Uids.StudyRootMove, Uids.ImplicitLittle),
            new RawContext(9, Uids.StudyRootGet, Uids.ImplicitLittle),
            new RawContext(11, Uids.CtImage, Uids.Deflated),
            new RawContext(13, Uids.StudyRootFind, Uids.ExplicitBig))
        {
            UserItems = [RawAssociate.Role(Uids.CtImage, scu: true, scp: true), RawAssociate.AsyncWindow(2, 2)],
        }.Encode();
        var keys = Identifiers.Level("IMAGE")
            .Add(Tags.StudyDate, "DA", "20200101-20241231")
            .Add(Tags.Modality, "CS", @"CT\MR")
            .Add(Tags.PatientName, "PN", "Conf*^A??a")
            .AddSequence(0x00400275, new RawElements().Add(0x00400007, "LO", "*"))
            .Add(Tags.StudyInstance, "UI", Image.Study)
            .Add(Tags.SeriesInstance, "UI", Image.Series)
            .Add(Tags.SopInstance, "UI", "");
        var retrieve = Identifiers.Image(Image.Study, Image.Series, Image.SopInstance).Implicit();
        return
        [
            [.. request, .. Message(1, Commands.Echo(1)), .. Release],
            [.. request, .. Message(3, Commands.Store(2, Uids.CtImage, Image.SopInstance), Image.Elements.Implicit()), .. Release],
            [.. request, .. Message(5, Commands.Find(3, Uids.StudyRootFind), keys.Implicit()), .. Message(5, Commands.Cancel(3)), .. Release],
            [.. request, .. Message(7, Commands.Move(4, Uids.StudyRootMove, "NOWHERE"), retrieve), .. Release],
            [.. request, .. Message(9, Commands.Get(5, Uids.StudyRootGet), retrieve), .. Release],
            [.. request, .. Message(11, Commands.Store(6, Uids.CtImage, Image.SopInstance), Bombs.Deflate(Image.Elements.Explicit(), 0)), .. Release],
        ];
    }

    private static byte[] Release => RawPdu.Encode(RawPdu.ReleaseRequest, new byte[4]);

    private static byte[] Message(byte context, RawElements command, byte[]? dataSet = null) =>
    [
        .. RawPeer.DataPdu(context, command.Command(), isCommand: true, isLast: true),
        .. dataSet == null ? [] : RawPeer.DataPdu(context, dataSet, isCommand: false, isLast: true),
    ];
}
