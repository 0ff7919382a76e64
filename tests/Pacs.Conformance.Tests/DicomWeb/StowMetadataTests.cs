using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>STOW-RS with metadata and bulk data apart (PS3.18 §8.6.1, §10.5.2).</summary>
public sealed class StowMetadataTests(OpenArchive archive) : IClassFixture<OpenArchive>, IDisposable
{
    private const string PdfStorage = "1.2.840.10008.5.1.4.1.1.104.1";
    private const string VideoPhotographic = "1.2.840.10008.5.1.4.1.1.77.1.4.1";
    private const string Mpeg4 = "1.2.840.10008.1.2.4.102";

    private readonly Stow _stow = new(archive.Server.HttpPort);
    private readonly string _study = Uids.New();
    private readonly string _instance = Uids.New();

    public void Dispose() => _stow.Dispose();

    [Fact, Trait("Conformance", "82")]
    public async Task Native_pixels_become_the_value_that_the_metadata_refers_to()
    {
        var pixels = Bytes(128);
        var metadata = Metadata(Uids.SecondaryCapture);
        metadata["7FE00010"] = new JsonObject { ["vr"] = "OW", ["BulkDataURI"] = "pixels/1" };

        var answer = await _stow.PostMetadataAsync(
            new JsonArray(metadata), Stow.Part("Content-Type: application/octet-stream\r\nContent-Location: pixels/1", pixels));

        Assert.True(answer.Status == 200, answer.Text);
        var came = await FetchAsync(Uids.SecondaryCapture, Uids.ImplicitLittle);
        Assert.Equal(pixels, came.Find(Tags.PixelData)!.Value);
        Assert.Equal("Doe^Jäne", Encoding.UTF8.GetString(came.Find(Tags.PatientName)!.Value).TrimEnd());
        Assert.Equal("ISO_IR 192", came[Tags.SpecificCharacterSet]);
    }

    [Fact]
    public async Task Long_values_are_put_in_their_place_without_being_held()
    {
        var before = archive.Server.PeakMemory;
        var pixels = Bytes(160 << 20);
        var metadata = Metadata(Uids.SecondaryCapture);
        metadata["7FE00010"] = new JsonObject { ["vr"] = "OB", ["BulkDataURI"] = "pixels" };
        metadata["FFFCFFFC"] = new JsonObject { ["vr"] = "OB", ["InlineBinary"] = "AAAA" };

        var answer = await _stow.PostMetadataAsync(
            metadata, Stow.Part("Content-Type: application/octet-stream\r\nContent-Location: pixels", pixels));

        Assert.True(answer.Status == 200, answer.Text);
        Assert.InRange(archive.Server.PeakMemory - before, 0, 120L << 20);
        var came = await FetchAsync(Uids.SecondaryCapture, Uids.ImplicitLittle);
        Assert.True(pixels.AsSpan().SequenceEqual(came.Find(Tags.PixelData)!.Value));
        Assert.True(came.Has(0xFFFCFFFC));
    }

    [Fact]
    public async Task Values_in_items_have_a_bound_together()
    {
        var part = Bytes(40 << 20);
        var metadata = Metadata(Uids.SecondaryCapture);
        metadata["00091000"] = new JsonObject
        {
            ["vr"] = "SQ",
            ["Value"] = new JsonArray(
                new JsonObject { ["00420011"] = new JsonObject { ["vr"] = "OB", ["BulkDataURI"] = "part" } },
                new JsonObject { ["00420011"] = new JsonObject { ["vr"] = "OB", ["BulkDataURI"] = "part" } }),
        };

        var answer = await _stow.PostMetadataAsync(
            metadata, Stow.Part("Content-Type: application/octet-stream\r\nContent-Location: part", part));

        Assert.Equal(409, answer.Status);
        Assert.Equal([0xA700], answer.FailureReasons(Stow.FailedSops));
    }

    [Fact]
    public async Task A_jpeg_becomes_encapsulated_pixels_and_describes_itself()
    {
        var jpeg = Jpeg(rows: 24, columns: 40, components: 1);
        var metadata = Metadata(Uids.SecondaryCapture);
        metadata["7FE00010"] = new JsonObject { ["vr"] = "OB", ["BulkDataURI"] = "image" };

        var answer = await _stow.PostMetadataAsync(metadata, Stow.Part("Content-Type: image/jpeg\r\nContent-Location: image", jpeg));

        Assert.True(answer.Status == 200, answer.Text);
        var dataSet = await FetchBytesAsync(Uids.SecondaryCapture, Uids.JpegBaseline);
        Assert.True(dataSet.AsSpan().IndexOf(jpeg) > 0);
        Assert.True(dataSet.AsSpan().EndsWith<byte>([0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]));
        Assert.True(dataSet.AsSpan().IndexOf((byte[])[0x28, 0, 0x10, 0, (byte)'U', (byte)'S', 2, 0, 24, 0]) > 0);
        Assert.True(dataSet.AsSpan().IndexOf((byte[])[0x28, 0, 0x11, 0, (byte)'U', (byte)'S', 2, 0, 40, 0]) > 0);
        Assert.True(dataSet.AsSpan().IndexOf("MONOCHROME2"u8) > 0);
    }

    [Fact]
    public async Task A_video_becomes_encapsulated_pixels_in_its_transfer_syntax()
    {
        var video = Bytes(3 << 20);
        var metadata = Metadata(VideoPhotographic);
        metadata["7FE00010"] = new JsonObject { ["vr"] = "OB", ["BulkDataURI"] = "video" };

        var answer = await _stow.PostMetadataAsync(
            metadata, Stow.Part($"Content-Type: video/mp4; transfer-syntax={Mpeg4}\r\nContent-Location: video", video));

        Assert.True(answer.Status == 200, answer.Text);
        Assert.True((await FetchBytesAsync(VideoPhotographic, Mpeg4)).AsSpan().IndexOf(video) > 0);
    }

    [Fact]
    public async Task A_pdf_becomes_an_encapsulated_document_that_says_what_it_is()
    {
        var pdf = (byte[])[.. "%PDF-1.4"u8, .. Bytes(33)];
        var metadata = Metadata(PdfStorage);
        metadata["00420011"] = new JsonObject { ["vr"] = "OB", ["BulkDataURI"] = "cid:document@here" };

        var answer = await _stow.PostMetadataAsync(metadata, Stow.Part("Content-Type: application/pdf\r\nContent-ID: <document@here>", pdf));

        Assert.True(answer.Status == 200, answer.Text);
        var came = await FetchAsync(PdfStorage, Uids.ImplicitLittle);
        Assert.Equal([.. pdf, 0], came.Find(0x00420011)!.Value);
        Assert.Equal("application/pdf", came[0x00420012]);
        Assert.Equal(pdf.Length, BitConverter.ToInt32(came.Find(0x00420015)!.Value));
    }

    [Fact]
    public async Task Xml_does_as_well_as_json()
    {
        var pixels = Bytes(128);
        var xml =
            $"""
            <NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM">
              <DicomAttribute tag="00080016" vr="UI"><Value number="1">{Uids.SecondaryCapture}</Value></DicomAttribute>
              <DicomAttribute tag="00080018" vr="UI"><Value number="1">{_instance}</Value></DicomAttribute>
              <DicomAttribute tag="0020000D" vr="UI"><Value number="1">{_study}</Value></DicomAttribute>
              <DicomAttribute tag="0020000E" vr="UI"><Value number="1">{Uids.New()}</Value></DicomAttribute>
              <DicomAttribute tag="7FE00010" vr="OW"><BulkData uri="pixels"/></DicomAttribute>
            </NativeDicomModel>
            """;

        var answer = await _stow.PostAsync(Stow.XmlParts, Stow.Parts(
            Stow.Part("Content-Type: application/dicom+xml", Encoding.UTF8.GetBytes(xml)),
            Stow.Part("Content-Type: application/octet-stream\r\nContent-Location: pixels", pixels)));

        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal(pixels, (await FetchAsync(Uids.SecondaryCapture, Uids.ImplicitLittle)).Find(Tags.PixelData)!.Value);
    }

    [Fact]
    public async Task Bulk_data_that_is_elsewhere_is_never_fetched_and_its_instance_fails_alone()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var good = Metadata(Uids.SecondaryCapture);
        good["00080018"]!["Value"] = new JsonArray(Uids.New());
        var lures = new[] { $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/x", "file:///etc/passwd", "pixels" }.Select(uri =>
        {
            var bad = Metadata(Uids.SecondaryCapture);
            bad["00080018"]!["Value"] = new JsonArray(Uids.New());
            bad["7FE00010"] = new JsonObject { ["vr"] = "OW", ["BulkDataURI"] = uri };
            return (JsonNode)bad;
        });

        var answer = await _stow.PostMetadataAsync(new JsonArray([good, .. lures]));

        Assert.Equal(202, answer.Status);
        Assert.Single(answer.Instances(Stow.ReferencedSops));
        Assert.Equal([0xC000, 0xC000, 0xC000], answer.FailureReasons(Stow.FailedSops));
        Assert.False(listener.Pending());
        Assert.DoesNotContain("root:", answer.Text, StringComparison.Ordinal);
    }

    private JsonObject Metadata(string sopClass) => new()
    {
        ["00080016"] = new JsonObject { ["vr"] = "UI", ["Value"] = new JsonArray(sopClass) },
        ["00080018"] = new JsonObject { ["vr"] = "UI", ["Value"] = new JsonArray(_instance) },
        ["00100010"] = new JsonObject { ["vr"] = "PN", ["Value"] = new JsonArray(new JsonObject { ["Alphabetic"] = "Doe^Jäne" }) },
        ["00100020"] = new JsonObject { ["vr"] = "LO", ["Value"] = new JsonArray("P1") },
        ["0020000D"] = new JsonObject { ["vr"] = "UI", ["Value"] = new JsonArray(_study) },
        ["0020000E"] = new JsonObject { ["vr"] = "UI", ["Value"] = new JsonArray(Uids.New()) },
    };

    private async Task<RawElements> FetchAsync(string sopClass, string syntax) =>
        RawElements.ReadImplicit(await FetchBytesAsync(sopClass, syntax));

    private async Task<byte[]> FetchBytesAsync(string sopClass, string syntax) =>
        (await archive.FetchAsync(_study, syntax, sopClass))[_instance];

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    /// <summary>The headers of a baseline JPEG (ISO 10918-1 §B.2); its entropy-coded data means nothing.</summary>
    private static byte[] Jpeg(byte rows, byte columns, byte components) =>
    [
        0xFF, 0xD8,
        0xFF, 0xE0, 0, 4, 0, 0,
        0xFF, 0xC0, 0, (byte)(8 + (3 * components)), 8, 0, rows, 0, columns, components,
        .. Enumerable.Range(1, components).SelectMany(id => (byte[])[(byte)id, 0x11, 0]),
        0xFF, 0xDA, 0, (byte)(6 + (2 * components)), components,
        .. Enumerable.Range(1, components).SelectMany(id => (byte[])[(byte)id, 0]),
        0, 63, 0,
        1, 2, 3, 4, 5, 6, 7, 8,
        0xFF, 0xD9,
    ];
}
