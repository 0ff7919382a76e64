using System.Net.Sockets;
using System.Text;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>Store requests that nobody should send: refused with an explanation, nothing stored, nothing left behind, others served.</summary>
public sealed class HostileStowTests(OpenArchive archive) : IClassFixture<OpenArchive>, IDisposable
{
    private readonly Stow _stow = new(archive.Server.HttpPort);

    public void Dispose() => _stow.Dispose();

    [Fact]
    public async Task A_body_that_does_not_end_stores_nothing_of_its_last_part()
    {
        var before = await Footprint.OfAsync(archive.Server);
        var image = new RawImage { PixelBytes = 6 << 20 };
        var whole = Stow.Files(Stow.File(image));

        foreach (var length in (int[])[0, 10, 100, 1000, 100_000, whole.Length - 40])
        {
            (await _stow.PostAsync(Stow.DicomParts, whole[..length])).AssertProblem(400, "");
        }

        Assert.Empty(await archive.FetchAsync(image.Study));
        await before.AssertBackAsync();
    }

    [Theory, Trait("Conformance", "88")]
    [InlineData("multipart/related; type=\"application/dicom\"", "boundary")]
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=", "boundary")]
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=another", "--another")]
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=1234567890123456789012345678901234567890123456789012345678901234567890x", "70")]
    public async Task A_missing_or_wrong_boundary_is_refused(string contentType, string explanation)
    {
        var image = new RawImage();

        (await _stow.PostAsync(contentType, Stow.Files(Stow.File(image)))).AssertProblem(400, explanation);

        Assert.Empty(await archive.FetchAsync(image.Study));
    }

    [Fact]
    public async Task Part_headers_without_end_are_refused()
    {
        var before = await Footprint.OfAsync(archive.Server);

        var answer = await _stow.PostAsync(Stow.DicomParts, Stow.Part($"X: {new string('x', 4 << 20)}", []));

        answer.AssertProblem(400, "16384");
        await before.AssertBackAsync();
    }

    [Theory]
    [InlineData("[", "data set is an object")]
    [InlineData("{\"00081140\":{\"vr\":\"SQ\",\"Value\":[", "JSON")]
    public async Task Json_a_hundred_thousand_deep_is_refused(string opening, string explanation)
    {
        var before = await Footprint.OfAsync(archive.Server);
        var json = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(opening, 100_000)));

        (await _stow.PostAsync("application/dicom+json", json)).AssertProblem(400, explanation);
        (await _stow.PostAsync(Stow.JsonParts, Stow.Parts(Stow.Part("Content-Type: application/dicom+json", json)))).AssertProblem(400, explanation);

        await before.AssertBackAsync();
    }

    [Fact]
    public async Task Xml_entities_are_neither_expanded_nor_fetched()
    {
        var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        foreach (var documentType in (string[])
        [
            $"<!DOCTYPE a SYSTEM 'http://127.0.0.1:{port}/a.dtd'>",
            $"<!DOCTYPE a [<!ENTITY x SYSTEM 'http://127.0.0.1:{port}/x'>]>",
            "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
            "<!DOCTYPE a [<!ENTITY y 'yyyyyyyyyy'><!ENTITY x '&y;&y;&y;&y;&y;&y;&y;&y;'>]>",
        ])
        {
            var xml = $"{documentType}<NativeDicomModel><DicomAttribute tag='00100020' vr='LO'><Value number='1'>&x;</Value></DicomAttribute></NativeDicomModel>";

            (await _stow.PostAsync("application/dicom+xml", Encoding.UTF8.GetBytes(xml))).AssertProblem(400, "XML");
        }

        Assert.False(listener.Pending());
        listener.Stop();
    }

    [Fact]
    public async Task Metadata_without_end_is_refused()
    {
        var before = await Footprint.OfAsync(archive.Server);
        var json = Encoding.UTF8.GetBytes($"[{new string(' ', 40 << 20)}");

        (await _stow.PostAsync("application/dicom+json", json)).AssertProblem(413, "metadata");

        await before.AssertBackAsync();
    }

    [Fact]
    public async Task A_length_that_lies_stores_nothing()
    {
        var before = await Footprint.OfAsync(archive.Server);
        var image = new RawImage();
        var body = Stow.Files(Stow.File(image));

        var tooShort = await SendRawAsync(body.Length - 30, body);
        await SendRawAsync(body.Length - 300, body[..200]); // longer than what comes, then the line ends

        Assert.StartsWith("HTTP/1.1 400", tooShort, StringComparison.Ordinal);
        Assert.Empty(await archive.FetchAsync(image.Study));
        await before.AssertBackAsync();
    }

    [Fact]
    public async Task A_path_that_is_no_uid_is_refused()
    {
        var image = new RawImage();

        foreach (var study in (string[])["..%2f..%2fetc", "1.2.3'--", "%00", new string('1', 65), "x"])
        {
            var answer = await _stow.PostAsync(Stow.DicomParts, Stow.Files(Stow.File(image)), $"studies/{study}");
            Assert.InRange(answer.Status, 400, 404);
        }

        Assert.Empty(await archive.FetchAsync(image.Study));
    }

    private async Task<string> SendRawAsync(int contentLength, byte[] body)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", archive.Server.HttpPort);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /dicom-web/studies HTTP/1.1\r\nHost: x\r\nContent-Type: {Stow.DicomParts}\r\n" +
            $"Content-Length: {contentLength}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(body);
        client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        try
        {
            return await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            return ""; // reset: what was too much was not read
        }
    }
}
