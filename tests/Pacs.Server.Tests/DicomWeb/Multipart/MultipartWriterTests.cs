using System.Buffers;
using System.Text;
using Pacs.Server.DicomWeb.Headers;
using Pacs.Server.DicomWeb.Multipart;

namespace Pacs.Server.Tests.DicomWeb.Multipart;

[Trait("Conformance", "88")]
public sealed class MultipartWriterTests
{
    [Fact]
    public void Writes_each_part_behind_a_delimiter_and_closes_the_last()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MultipartWriter(output, "application/dicom");

        writer.BeginPart(MultipartWriter.DicomPart("1.2.840.10008.1.2.1"), "/studies/1", contentLength: 3);
        output.Write("one"u8);
        writer.BeginPart("application/octet-stream");
        writer.End();

        Assert.Equal(
            $"--{writer.Boundary}\r\nContent-Type: application/dicom; transfer-syntax=1.2.840.10008.1.2.1\r\n" +
            $"Content-Location: /studies/1\r\nContent-Length: 3\r\n\r\none\r\n" +
            $"--{writer.Boundary}\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--{writer.Boundary}--\r\n",
            Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Names_its_boundary_and_the_type_of_its_parts()
    {
        var writer = new MultipartWriter(new ArrayBufferWriter<byte>(), "application/dicom");

        var media = MediaType.Parse(writer.ContentType);

        Assert.Equal(("multipart/related", "application/dicom", writer.Boundary), (media?.Essence, media?.PartType, media?.Boundary));
        Assert.True(HeaderText.IsToken(writer.Boundary));
        Assert.InRange(writer.Boundary.Length, 1, 70);
    }

    [Fact]
    public void Never_has_the_same_boundary_twice() =>
        Assert.NotEqual(MultipartBoundary.New(), MultipartBoundary.New());

    [Fact]
    public void Lets_no_header_be_put_into_another() =>
        Assert.Throws<ArgumentException>(() =>
            new MultipartWriter(new ArrayBufferWriter<byte>(), "application/dicom").BeginPart("a/b", "/x\r\nSet-Cookie: y"));
}
