using System.Net.Sockets;
using System.Text;
using Pacs.Conformance.Tests.DicomWeb;

namespace Pacs.Conformance.Tests.Limits;

/// <summary>What is as large as a limit allows is served; one byte more is refused as docs/conformance.md, section 5, says.</summary>
public sealed class EdgeTests : IAsyncLifetime, IDisposable
{
    private const int RequestLimit = 4096, PduLimit = 16384, CommandLimit = 4096, IdentifierLimit = 65536;
    private const int HeaderLimit = 4096, BodyLimit = 1 << 20;
    private const int PduHead = 6;

    private readonly TestDirectory _directory = new();
    private PacsServer _server = null!;

    public async Task InitializeAsync() => _server = await PacsServer.StartAsync(
        _directory["data"],
        new Dictionary<string, string>
        {
            ["Pacs__Limits__AssociationRequestBytes"] = $"{RequestLimit}",
            ["Pacs__Limits__PduBytes"] = $"{PduLimit}",
            ["Pacs__Limits__CommandSetBytes"] = $"{CommandLimit}",
            ["Pacs__Limits__IdentifierBytes"] = $"{IdentifierLimit}",
            ["Pacs__Limits__HttpHeaderBytes"] = $"{HeaderLimit}",
            ["Pacs__Limits__HttpBodyBytes"] = $"{BodyLimit}",
        });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(RequestLimit, RawPdu.AssociateAccept)]
    [InlineData(RequestLimit + 1, RawPdu.Abort)]
    public async Task An_association_request(int length, byte answer)
    {
        var echo = new RawContext(1, Uids.Verification, Uids.ImplicitLittle);
        byte[] Asking(int filling) => new RawAssociate(echo) { UserItems = [RawAssociate.Item(0x5A, new byte[filling])] }.Encode();
        var request = Asking(length + PduHead - Asking(0).Length);
        await using var peer = await RawPeer.ConnectAsync(_server.DicomPort);

        await peer.SendAsync(request);

        Assert.Equal(length, request.Length - PduHead);
        Assert.Equal(answer, (await peer.ReadPduAsync())?.Type);
    }

    [Theory]
    [InlineData(PduLimit, true)]
    [InlineData(PduLimit + 2, false)]
    public async Task A_pdu(int length, bool isTaken)
    {
        var image = new RawImage { PixelBytes = 2 * PduLimit };
        await using var peer = await RawPeer.AssociateAsync(
            _server.DicomPort, new RawContext(1, Uids.CtImage, Uids.ImplicitLittle));
        Assert.Equal((uint)PduLimit, peer.Answer.MaxPdu);
        peer.SendPdu = length;

        await peer.SendMessageAsync(1, Commands.Store(1, image.SopClass, image.SopInstance), image.Elements.Implicit());

        await AssertTakenAsync(peer, isTaken);
    }

    [Theory]
    [InlineData(CommandLimit, true)]
    [InlineData(CommandLimit + 2, false)]
    public async Task A_command_set(int length, bool isTaken)
    {
        await using var peer = await RawPeer.AssociateAsync(
            _server.DicomPort, new RawContext(1, Uids.Verification, Uids.ImplicitLittle));
        RawElements Echo(int filling) => Commands.Echo(1).Add(0x00005020, "UN", new byte[filling]);
        var command = Echo(length - Echo(0).Command().Length).Command();

        await peer.SendMessageAsync(1, command);

        Assert.Equal(length, command.Length);
        await AssertTakenAsync(peer, isTaken);
    }

    [Theory]
    [InlineData(IdentifierLimit, true)]
    [InlineData(IdentifierLimit + 2, false)]
    public async Task An_identifier(int length, bool isTaken)
    {
        await using var peer = await RawPeer.AssociateAsync(
            _server.DicomPort, new RawContext(1, Uids.StudyRootFind, Uids.ImplicitLittle));
        RawElements Asking(int filling) => Identifiers.Level("STUDY").Add(0x00081030, "LO", new byte[filling]);
        var identifier = Asking(length - Asking(0).Implicit().Length).Implicit();

        await peer.SendMessageAsync(1, Commands.Find(1, Uids.StudyRootFind), identifier);

        Assert.Equal(length, identifier.Length);
        await AssertTakenAsync(peer, isTaken);
    }

    [Theory]
    [InlineData(HeaderLimit, "200")]
    [InlineData(HeaderLimit + 1, "431")]
    public async Task The_headers_of_an_http_request(int length, string status)
    {
        const string fixedHeaders = "Host: archive\r\nConnection: close\r\n", ownName = "X-Filling: ";
        var headers = $"{fixedHeaders}{ownName}{new string('x', length - fixedHeaders.Length - ownName.Length - 2)}\r\n";
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", _server.HttpPort);
        await using var stream = socket.GetStream();

        await stream.WriteAsync(Encoding.Latin1.GetBytes($"GET /dicom-web/ HTTP/1.1\r\n{headers}\r\n"));

        using var answer = new StreamReader(stream);
        Assert.StartsWith($"HTTP/1.1 {status}", await answer.ReadLineAsync().WaitAsync(RawPeer.Patience), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BodyLimit, 200)]
    [InlineData(BodyLimit + 1, 413)]
    public async Task The_body_of_a_request_that_stores(int length, int status)
    {
        using var stow = new Stow(_server.HttpPort);
        var parts = Stow.Files([Stow.File(new RawImage())]);

        // Behind the last boundary may stand what nobody reads (RFC 2046 §5.1.1).
        var answer = await stow.PostAsync(Stow.DicomParts, [.. parts, .. new byte[length - parts.Length]]);

        Assert.Equal(status, answer.Status);
    }

    /// <summary>An answer, or A-ABORT and the end of the connection; either way others are served.</summary>
    private async Task AssertTakenAsync(RawPeer peer, bool isTaken)
    {
        var first = await peer.ReadPduAsync();
        Assert.Equal(isTaken ? RawPdu.Data : RawPdu.Abort, first?.Type);
        await _server.AssertAnswersEchoAsync();
    }
}
