using System.Text;

namespace Pacs.Conformance.Tests.Associations;

public sealed class AssociationTests(OpenArchive archive) : IClassFixture<OpenArchive>
{
    private const string PrintSession = "1.2.840.10008.5.1.1.1";
    private const string ModalityWorklist = "1.2.840.10008.5.1.4.31";
    private const byte AsyncWindow = 0x53;
    private const byte Role = 0x54;

    private static readonly RawContext Echo = new(1, Uids.Verification, Uids.ImplicitLittle);

    [Fact, Trait("Conformance", "2")]
    public async Task The_called_title_is_compared_without_spaces_around_it()
    {
        await using var peer = await RawPeer.RequestAsync(
            archive.Port, new RawAssociate(Echo) { CalledBytes = Encoding.ASCII.GetBytes("  PACS          ") });

        Assert.True(peer.Answer.IsAccepted);
    }

    [Theory, Trait("Conformance", "3")]
    [InlineData("\0")]
    [InlineData(" ")]
    public async Task Uids_padded_by_the_peer_are_equal_to_bare_ones(string padding)
    {
        await using var peer = await RawPeer.RequestAsync(archive.Port, new RawAssociate(Echo) { UidPadding = padding });

        Assert.Equal(0, peer.Answer.Contexts[1].Result);
        Assert.Equal(Uids.ImplicitLittle, peer.Answer.Contexts[1].TransferSyntax.TrimEnd('\0', ' '));
        Assert.Equal(0, await peer.EchoAsync(1));
    }

    [Fact, Trait("Conformance", "5")]
    public async Task A_pdu_longer_than_advertised_aborts_the_association()
    {
        await using var peer = await RawPeer.AssociateAsync(archive.Port, Echo);
        Assert.InRange(peer.Answer.MaxPdu, 4096u, 1u << 24);

        await peer.SendAsync((byte[])[RawPdu.Data, 0, .. BigEndian.UInt32(peer.Answer.MaxPdu + 1)]);

        Assert.Equal(RawPdu.Abort, (await peer.ReadPduAsync())?.Type);
    }

    [Fact, Trait("Conformance", "5")]
    public async Task A_pdu_as_long_as_advertised_is_taken()
    {
        await using var peer = await archive.StoringAsync();
        peer.SendPdu = (int)peer.Answer.MaxPdu;
        var image = new RawImage { PixelBytes = 3 * peer.SendPdu };

        Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
    }

    [Theory, Trait("Conformance", "5")]
    [InlineData(1024u)]
    [InlineData(4097u)]
    [InlineData(0u)]
    public async Task What_is_sent_keeps_to_the_maximum_that_the_peer_gave(uint maximum)
    {
        var image = new RawImage { PixelBytes = 40_000 };
        await using (var sender = await archive.StoringAsync()) await sender.StoreAsync(1, image);
        var request = new RawAssociate(
            new RawContext(1, Uids.StudyRootGet, Uids.ImplicitLittle), new RawContext(3, Uids.CtImage, Uids.ImplicitLittle))
        {
            MaxPdu = maximum,
            UserItems = [RawAssociate.Role(Uids.CtImage, scu: false, scp: true)],
        };
        await using var peer = await RawPeer.RequestAsync(archive.Port, request);

        byte[]? fetched = null;
        await peer.GetAsync(1, Uids.StudyRootGet, Identifiers.Study(image.Study), message =>
        {
            fetched = message.DataSet;
            return 0;
        });

        Assert.Equal(image.Elements.Implicit(), fetched);
        if (maximum > 0) Assert.InRange(peer.LongestPdu, 1, (int)maximum);
    }

    [Theory, Trait("Conformance", "6")]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1001)]
    public async Task Values_of_every_size_parse_also_several_in_one_pdu(int fragment)
    {
        await using var peer = await archive.StoringAsync();
        var image = new RawImage { PixelBytes = 4096 };
        var command = Commands.Store(1, image.SopClass, image.SopInstance).Command();

        await peer.SendAsync(SeveralPerPdu(command, fragment, isCommand: true));
        await peer.SendAsync(SeveralPerPdu(image.Elements.Implicit(), fragment, isCommand: false));

        Assert.Equal(0, (await peer.ReadMessageAsync()).Status);
        Assert.Equal(image.Elements.Implicit(), (await archive.FetchAsync(image.Study))[image.SopInstance]);
    }

    [Fact, Trait("Conformance", "6")]
    public async Task Command_and_data_set_may_share_a_pdu()
    {
        await using var peer = await archive.StoringAsync();
        var image = new RawImage();
        var command = Commands.Store(1, image.SopClass, image.SopInstance).Command();

        await peer.SendAsync(RawPdu.Encode(
            RawPdu.Data,
            [
                .. RawPeer.Value(1, command, isCommand: true, isLast: true),
                .. RawPeer.Value(1, image.Elements.Implicit(), isCommand: false, isLast: true),
            ]));

        Assert.Equal(0, (await peer.ReadMessageAsync()).Status);
    }

    [Theory, Trait("Conformance", "7")]
    [InlineData(0, 0)]
    [InlineData(3, 2)]
    [InlineData(1, 1)]
    public async Task An_operations_window_is_answered_within_what_was_proposed(int invoked, int performed)
    {
        await using var peer = await RawPeer.RequestAsync(
            archive.Port, new RawAssociate(Echo) { UserItems = [RawAssociate.AsyncWindow(invoked, performed)] });

        Assert.True(peer.Answer.IsAccepted);
        foreach (var (_, value) in peer.Answer.UserItems.Where(item => item.Type == AsyncWindow))
        {
            Assert.True(invoked == 0 || (value[1] >= 1 && value[1] <= invoked), "more invoked than proposed");
            Assert.True(performed == 0 || (value[3] >= 1 && value[3] <= performed), "more performed than proposed");
        }
    }

    [Fact, Trait("Conformance", "7"), Trait("Conformance", "15")]
    public async Task Items_that_were_not_proposed_are_not_answered()
    {
        await using var peer = await RawPeer.RequestAsync(
            archive.Port, new RawAssociate(Echo, new RawContext(3, Uids.CtImage, Uids.ImplicitLittle)));

        Assert.True(peer.Answer.IsAccepted);
        Assert.DoesNotContain(peer.Answer.UserItems, item => item.Type is AsyncWindow or Role);
    }

    [Fact, Trait("Conformance", "9")]
    public async Task The_accepted_syntax_is_one_of_those_proposed_for_the_context()
    {
        await using var peer = await RawPeer.RequestAsync(archive.Port, new RawAssociate(
            new RawContext(1, Uids.CtImage, Uids.Jpeg2000Lossless),
            new RawContext(3, Uids.CtImage, Uids.ExplicitBig, Uids.ImplicitLittle),
            new RawContext(5, Uids.CtImage, Uids.Deflated),
            new RawContext(7, Uids.CtImage, "1.2.840.10008.1.2.4.201")));

        Assert.Equal((0, Uids.Jpeg2000Lossless), peer.Answer.Contexts[1]);
        Assert.Contains(peer.Answer.Contexts[3].TransferSyntax, new[] { Uids.ExplicitBig, Uids.ImplicitLittle });
        Assert.Equal((0, Uids.Deflated), peer.Answer.Contexts[5]);
        Assert.Equal((0, "1.2.840.10008.1.2.4.201"), peer.Answer.Contexts[7]);
    }

    [Fact, Trait("Conformance", "11")]
    public async Task Associations_that_ended_badly_leave_no_slot_taken()
    {
        for (var i = 0; i < 300; i++) // More than may be open at a time.
        {
            await using var peer = await RawPeer.ConnectAsync(archive.Port);
            await peer.SendAsync(new RawAssociate(Echo).Encode());
            if (i % 2 == 0) await peer.ReadPduAsync();
            peer.Vanish();
        }

        var open = new List<RawPeer>();
        for (var i = 0; i < 20; i++) open.Add(await RawPeer.AssociateAsync(archive.Port, Echo));
        foreach (var peer in open) Assert.Equal(0, await peer.EchoAsync(1));
        foreach (var peer in open) await peer.DisposeAsync();
    }

    [Fact, Trait("Conformance", "13")]
    public async Task An_association_for_nothing_we_serve_is_answered()
    {
        await using var peer = await RawPeer.RequestAsync(
            archive.Port, new RawAssociate(new RawContext(1, PrintSession, Uids.ImplicitLittle)));

        Assert.True(peer.Answer.IsRejected || (peer.Answer.IsAccepted && peer.Answer.Contexts[1].Result == 3));
    }

    [Theory, Trait("Conformance", "14"), Trait("Conformance", "57")]
    [InlineData(PrintSession)]
    [InlineData(ModalityWorklist)]
    public async Task A_refused_abstract_syntax_says_so_and_leaves_the_others_accepted(string sopClass)
    {
        await using var peer = await RawPeer.RequestAsync(archive.Port, new RawAssociate(
            new RawContext(1, sopClass, Uids.ImplicitLittle),
            new RawContext(3, Uids.Verification, Uids.ImplicitLittle)));

        Assert.Equal(3, peer.Answer.Contexts[1].Result);
        Assert.Equal(0, peer.Answer.Contexts[3].Result);
        Assert.Equal(0, await peer.EchoAsync(3));
    }

    [Fact, Trait("Conformance", "15")]
    public async Task A_proposed_role_is_answered()
    {
        await using var peer = await RawPeer.RequestAsync(
            archive.Port,
            new RawAssociate(new RawContext(1, Uids.CtImage, Uids.ImplicitLittle))
            {
                UserItems = [RawAssociate.Role(Uids.CtImage, scu: true, scp: true)],
            });

        Assert.Contains(peer.Answer.UserItems, item => item.Type == Role);
    }

    [Fact]
    public async Task A_release_is_answered_and_the_connection_closed()
    {
        await using var peer = await RawPeer.AssociateAsync(archive.Port, Echo);

        Assert.Equal(RawPdu.ReleaseResponse, (await peer.ReleaseAsync())?.Type);
        Assert.Null(await peer.ReadPduAsync());
    }

    [Fact]
    public async Task A_protocol_version_we_do_not_speak_is_rejected()
    {
        await using var peer = await RawPeer.RequestAsync(archive.Port, new RawAssociate(Echo) { ProtocolVersion = 2 });

        Assert.Equal((1, 2, 2), peer.Answer.Rejection); // PS3.8 Table 9-21: provider (ACSE), version not supported.
    }

    [Fact]
    public async Task An_application_context_that_is_not_dicom_is_rejected()
    {
        await using var peer = await RawPeer.RequestAsync(
            archive.Port, new RawAssociate(Echo) { ApplicationContext = "1.2.840.10008.3.1.1.2" });

        Assert.Equal((1, 1, 2), peer.Answer.Rejection); // PS3.8 Table 9-21: user, application context not supported.
    }

    private static byte[] SeveralPerPdu(byte[] part, int fragment, bool isCommand)
    {
        var pdus = new MemoryStream();
        var values = new MemoryStream();
        for (var at = 0; at < part.Length; at += fragment)
        {
            var length = Math.Min(fragment, part.Length - at);
            values.Write(RawPeer.Value(1, part.AsSpan(at, length), isCommand, at + length == part.Length));
            if (values.Length < 3000 && at + length < part.Length) continue;

            pdus.Write(RawPdu.Encode(RawPdu.Data, values.ToArray()));
            values.SetLength(0);
        }

        return pdus.ToArray();
    }
}
