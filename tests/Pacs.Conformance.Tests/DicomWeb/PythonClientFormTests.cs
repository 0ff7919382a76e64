using System.Net;
using System.Text;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>
/// What the Python package dicomweb-client sends, and how it reads answers, written down from its sources: where the package
/// cannot be installed, these are the facts about it.
/// </summary>
public sealed class PythonClientFormTests(OpenArchive archive) : IClassFixture<OpenArchive>
{
    private const string Json = "application/dicom+json, application/json";
    private const string Boundary = "0f3cf5c0-70e0-41ef-baef-c6f9f65ec3e1";

    [Fact]
    [Trait("Conformance", "78")]
    public async Task It_pages_by_offset_alone_until_nothing_comes()
    {
        var first = new RawImage();
        await StoreAsync(first, first.Next(), first.Next());
        var query = $"/studies/{first.Study}/instances?includefield=00280010&includefield=InstanceNumber&SOPClassUID={first.SopClass}&offset=";

        var all = await GetAsync(query + "0", Json);
        var rest = await GetAsync(query + "3", Json);

        Assert.Equal(3, all.Json.AsArray().Count);
        Assert.Equal((HttpStatusCode.OK, "[]"), (rest.Status, Encoding.UTF8.GetString(rest.Body)));
    }

    [Fact]
    [Trait("Conformance", "96")]
    public async Task It_stores_with_a_line_break_in_front_and_none_behind_and_wants_json_without_parameters()
    {
        var image = new RawImage();
        byte[] body =
        [
            .. Encoding.ASCII.GetBytes($"\r\n--{Boundary}\r\nContent-Type: application/dicom\r\n\r\n"),
            .. Stow.File(image),
            .. Encoding.ASCII.GetBytes($"\r\n--{Boundary}--"),
        ];

        foreach (var isChunked in (bool[])[false, true])
        {
            using var http = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{archive.Server.HttpPort}/dicom-web/studies");
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation(
                "Content-Type", $"multipart/related; type=\"application/dicom\"; boundary=\"{Boundary}\"");
            request.Headers.TryAddWithoutValidation("Accept", "*/*"); // what requests sends when nothing is said
            request.Headers.TransferEncodingChunked = isChunked;
            using var answer = await http.SendAsync(request);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("application/dicom+json", answer.Content.Headers.ContentType!.ToString());
            Assert.Contains(image.SopInstance, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "multipart/related; type=\"application/dicom\"")]
    [InlineData("", "multipart/related; type=\"application/dicom\"; transfer-syntax=*")]
    [InlineData("", "multipart/related; type=\"application/dicom\"; transfer-syntax=1.2.840.10008.1.2.4.90, multipart/related; type=\"application/dicom\"; transfer-syntax=1.2.840.10008.1.2.1")]
    [InlineData("/frames/1", "multipart/related; type=\"application/octet-stream\"")]
    [InlineData("/frames/1", "multipart/related; type=\"application/octet-stream\"; transfer-syntax=1.2.840.10008.1.2.1")]
    [InlineData("/bulkdata/7FE00010", "multipart/related; type=\"*/*\"")]
    public async Task It_reads_the_parts_of_what_it_asks_for(string resource, string accept)
    {
        var image = new RawImage();
        await StoreAsync(image);

        var answer = await GetAsync(
            $"/studies/{image.Study}/series/{image.Series}/instances/{image.SopInstance}{resource}", accept, ("Range", "bytes=0-"));

        Assert.Equal(HttpStatusCode.OK, answer.Status); // a range is of a body that is no multipart
        var part = Assert.Single(ReadParts(answer));
        Assert.True(part.AsSpan().IndexOf(image.Elements.Find(Tags.PixelData)!.Value) >= 0);
    }

    [Fact]
    public async Task It_takes_metadata_as_json()
    {
        var image = new RawImage();
        await StoreAsync(image);

        foreach (var path in (string[])[$"/studies/{image.Study}", $"/studies/{image.Study}/series/{image.Series}", $"/studies/{image.Study}/series/{image.Series}/instances/{image.SopInstance}"])
        {
            Assert.Single((await GetAsync(path + "/metadata", Json, ("Accept-Encoding", "identity"))).Json.AsArray());
        }
    }

    /// <summary>
    /// The boundary is what stands behind "boundary=" in one of the pieces between semicolons, without quotation marks. The body is
    /// split where a line break, two hyphens and the boundary are; of each piece what is behind the first empty line counts,
    /// unless the piece begins with two hyphens and a line break.
    /// </summary>
    private static IEnumerable<byte[]> ReadParts(WebAnswer answer)
    {
        var pieces = answer.ContentType.Split(';').Select(piece => piece.Trim()).ToArray();
        Assert.Equal("multipart/related", pieces[0]);
        var boundary = pieces.Single(piece => piece.StartsWith("boundary=", StringComparison.Ordinal))["boundary=".Length..].Trim('"');
        foreach (var piece in Encoding.Latin1.GetString(answer.Body).Split("\r\n--" + boundary))
        {
            if (piece is "" or "--" or "\r\n" || piece.StartsWith("--\r\n", StringComparison.Ordinal)) continue;
            yield return Encoding.Latin1.GetBytes(piece[(piece.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        }
    }

    private Task<WebAnswer> GetAsync(string path, string accept, params (string Name, string Value)[] headers) =>
        WebAnswer.GetAsync(archive.Server, path, [("Accept", accept), .. headers]);

    private async Task StoreAsync(params RawImage[] images)
    {
        await using var peer = await archive.StoringAsync();
        foreach (var image in images) Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
    }
}
