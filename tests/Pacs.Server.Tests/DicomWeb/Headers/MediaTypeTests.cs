using Pacs.Server.DicomWeb.Headers;

namespace Pacs.Server.Tests.DicomWeb.Headers;

[Trait("Conformance", "96")]
public sealed class MediaTypeTests
{
    [Theory]
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=\"a b\"", "application/dicom", "a b")]
    [InlineData("multipart/related; type=application/dicom; boundary=2afeebaf-038d-792a-f952-d8e249ba8e96", "application/dicom", "2afeebaf-038d-792a-f952-d8e249ba8e96")]
    [InlineData("multipart/related;boundary=---------------------------f0d9ae2;type=application/dicom", "application/dicom", "---------------------------f0d9ae2")]
    [InlineData("Multipart/Related ; Boundary = \"x\\\"y\" ; Type = Application/DICOM+JSON", "application/dicom+json", "x\"y")]
    [InlineData("multipart/related; boundary=a,b:c/d=e; type=\"application/dicom\"", "application/dicom", "a,b:c/d=e")]
    [InlineData("multipart/related; boundary=x", null, "x")]
    [InlineData("multipart/related; type=\"application/dicom\"", "application/dicom", null)]
    public void Reads_what_clients_say_of_a_multipart_body(string contentType, string? partType, string? boundary)
    {
        var media = Read(contentType);

        Assert.Equal("multipart/related", media.Essence);
        Assert.Equal(partType, media.PartType);
        Assert.Equal(boundary, media.Boundary);
    }

    [Fact]
    public void Reads_the_transfer_syntax_of_a_part()
    {
        var media = Read("application/dicom; transfer-syntax=1.2.840.10008.1.2.4.90; charset=utf-8");

        Assert.Equal("application/dicom", media.Essence);
        Assert.Equal("1.2.840.10008.1.2.4.90", media.TransferSyntax);
        Assert.Equal("utf-8", media.Charset);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("dicom")]
    [InlineData(";boundary=x")]
    [InlineData("a b/c")]
    public void Finds_no_media_type_where_there_is_none(string? contentType) => Assert.Null(MediaType.Parse(contentType));

    [Fact]
    public void Writes_a_media_type_that_it_reads_again()
    {
        var media = Read("multipart/related; type=\"application/dicom\"; boundary=\"a \\\"b\\\\\"");

        var again = Read(media.ToString());

        Assert.Equal(media.Parameters, again.Parameters);
    }

    private static MediaType Read(string? contentType) =>
        MediaType.Parse(contentType) ?? throw new InvalidDataException(contentType);
}
