using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Pacs.Fuzzing;
using Pacs.Server.DicomWeb.Multipart;
using Xunit.Abstractions;

namespace Pacs.Server.Tests.DicomWeb.Multipart;

[Trait("Conformance", "96")]
public sealed class MultipartReaderTests(ITestOutputHelper output)
{
    private const string Simple =
        "--b\r\nContent-Type: application/dicom\r\nContent-Location: /1\r\n\r\nfirst\r\n--b\r\nContent-Type: text/plain\r\n\r\n\r\n--b--\r\n";

    [Theory]
    [InlineData(Simple)]
    [InlineData("\r\n" + Simple)]
    [InlineData("This is a preamble, with --b in it.\r\n--bb\r\n" + Simple + "and an epilogue\r\n--b\r\n")]
    [InlineData("--b \t \r\nContent-Type: application/dicom\r\nContent-Location: /1\r\n\r\nfirst\r\n--b  \r\nContent-Type: text/plain\r\n\r\n\r\n--b--")]
    [InlineData("--b\nContent-Type: application/dicom\nContent-Location: /1\n\nfirst\n--b\ncontent-type : text/plain\n\n\n--b--")]
    [InlineData("--b\r\nContent-Type:\r\n application/dicom\r\nContent-Location:/1\r\n\r\nfirst\r\n--b\r\nContent-Type: text/plain\r\n\r\n--b--")]
    public async Task Reads_the_parts_however_the_input_is_cut(string body)
    {
        for (var piece = 1; piece <= body.Length; piece++)
        {
            var parts = await ReadAsync(Bytes(body), "b", piece);

            Assert.Equal([("application/dicom", "/1", "first"), ("text/plain", null, "")], parts.Select(Told));
        }
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r\n--")]
    [InlineData("\r\n--bc\r\n")]
    [InlineData("\r\n--b c\r\n")]
    [InlineData("\r\n-\r\n--\r\n--B\r\n\r\r\n")]
    [InlineData("--bx")]
    public async Task Leaves_in_the_body_what_is_no_delimiter(string content)
    {
        var body = $"--b\r\n\r\n{content}\r\n--b--";
        for (var piece = 1; piece <= body.Length; piece++)
        {
            var part = Assert.Single(await ReadAsync(Bytes(body), "b", piece));

            Assert.Equal(content, part.Body);
        }
    }

    [Fact]
    public async Task Leaves_a_carriage_return_at_the_end_of_a_body_whose_lines_end_in_line_feeds()
    {
        var part = Assert.Single(await ReadAsync(Bytes("--b\n\nimage\r\n--b--"), "b", 3));

        Assert.Equal("image\r", part.Body);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("'()+_,-./:=?")]
    [InlineData("----WebKitFormBoundary7MA4YWxkTrZu0gW")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234567890")]
    public async Task Takes_every_boundary_that_may_be(string boundary)
    {
        var part = Assert.Single(await ReadAsync(Bytes($"--{boundary}\r\n\r\nbody\r\n--{boundary}--"), boundary, 5));

        Assert.Equal("body", part.Body);
    }

    [Theory]
    [InlineData(null, "names no boundary")]
    [InlineData("", "is empty")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901", "71 characters")]
    [InlineData("a\rb", "characters that none may have")]
    public void Refuses_what_is_no_boundary(string? boundary, string why)
    {
        var e = Assert.Throws<MultipartException>(() => new MultipartReader(new Pipe().Reader, boundary));

        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "has no line --b")]
    [InlineData("--other\r\n\r\nbody\r\n--other--", "has no line --b")]
    [InlineData("--b", "has no line --b")]
    [InlineData("--b\r\n", "within the headers of part 1")]
    [InlineData("--b\r\nContent-Type: application/dicom", "within the headers of part 1")]
    [InlineData("--b\r\n\r\nbody", "ends within part 1")]
    [InlineData("--b\r\n\r\nbody\r\n--b", "ends within part 1")]
    [InlineData("--b\r\n\r\nbody\r\n--b\r\n\r\nnext\r\n-", "ends within part 2")]
    [InlineData("--b\r\nno header\r\n\r\nbody\r\n--b--", "no header")]
    public async Task Says_what_is_wrong_with_a_body(string body, string why)
    {
        for (var piece = 1; piece <= body.Length + 1; piece++)
        {
            var e = await Assert.ThrowsAsync<MultipartException>(() => ReadAsync(Bytes(body), "b", piece));
            Assert.Contains(why, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Refuses_headers_without_end()
    {
        var body = Bytes($"--b\r\nX: {new string('x', 20_000)}\r\n\r\n\r\n--b--");

        var e = await Assert.ThrowsAsync<MultipartException>(() => ReadAsync(body, "b", 4096));

        Assert.Contains("16384", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_parts_without_end()
    {
        var body = Bytes(string.Concat(Enumerable.Repeat("--b\r\n\r\n\r\n", MultipartReader.MaxParts + 1)) + "--b--");

        var e = await Assert.ThrowsAsync<MultipartException>(() => ReadAsync(body, "b", 4096));

        Assert.Contains("100000", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passes_over_what_is_not_read_of_a_part()
    {
        using var reader = new MultipartReader(PipeReader.Create(new ReadOnlySequence<byte>(Bytes(Simple))), "b");

        Assert.NotNull(await reader.ReadPartAsync(default));
        var second = await reader.ReadPartAsync(default);

        Assert.Equal("text/plain", second?.ContentType?.Essence);
        Assert.Null(await reader.ReadPartAsync(default));
        Assert.Null(await reader.ReadPartAsync(default));
    }

    [Fact]
    public async Task Finds_the_same_bytes_that_were_written_whatever_they_are()
    {
        var random = new Random(1);
        var bodies = Enumerable.Range(0, 40).Select(i => new byte[random.Next(i * 50)]).ToList();
        foreach (var body in bodies) random.NextBytes(body);
        var output = new ArrayBufferWriter<byte>();
        var writer = new MultipartWriter(output, "application/dicom");
        foreach (var body in bodies)
        {
            writer.BeginPart(MultipartWriter.DicomPart("1.2.840.10008.1.2.1"), "/studies/1", body.Length);
            output.Write(body);
        }

        writer.End();

        foreach (var piece in (int[])[1, 7, 100, 100_000])
        {
            var parts = await ReadAsync(output.WrittenSpan.ToArray(), writer.Boundary, piece);
            Assert.Equal(bodies.Select(body => Encoding.Latin1.GetString(body)), parts.Select(part => part.Body));
            Assert.All(parts, part => Assert.Equal(("application/dicom", "/studies/1"), (part.Type, part.Location)));
        }
    }

    [Fact]
    public async Task Ends_in_parts_or_an_explanation_whatever_comes()
    {
        byte[][] originals = [Bytes(Simple), Bytes("pre\r\n" + Simple.Replace("\r\n", "\n", StringComparison.Ordinal))];
        foreach (var (bytes, random) in FuzzRun.Mutations(originals, 3_000, output))
        {
            try
            {
                await ReadAsync(bytes, "b", random.Next(1, 30));
            }
            catch (MultipartException)
            {
                // an explanation
            }
        }
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static (string? Type, string? Location, string Body) Told((string? Type, string? Location, string Body) part) => part;

    private static async Task<List<(string? Type, string? Location, string Body)>> ReadAsync(byte[] body, string boundary, int piece)
    {
        // Blocks as short as the pieces, so that every seam is met.
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 16, pauseWriterThreshold: 0, useSynchronizationContext: false));
        var filling = FillAsync(pipe.Writer, body, piece);
        using var reader = new MultipartReader(pipe.Reader, boundary);
        var parts = new List<(string?, string?, string)>();
        while (await reader.ReadPartAsync(default) is { } part)
        {
            var text = new StringBuilder();
            while (await part.ReadAsync(default) is { IsEmpty: false } read) text.Append(Encoding.Latin1.GetString(read));
            parts.Add((part.ContentType?.Essence, part.ContentLocation, text.ToString()));
        }

        await filling;
        await pipe.Reader.CompleteAsync();
        return parts;
    }

    private static async Task FillAsync(PipeWriter writer, byte[] body, int piece)
    {
        for (var at = 0; at < body.Length; at += piece) await writer.WriteAsync(body.AsMemory(at, Math.Min(piece, body.Length - at)));
        await writer.CompleteAsync();
    }
}
