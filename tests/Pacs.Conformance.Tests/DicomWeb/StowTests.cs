using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>STOW-RS with DICOM files (PS3.18 §10.5).</summary>
public sealed class StowTests(OpenArchive archive) : IClassFixture<OpenArchive>, IDisposable
{
    private const int DataSetMismatch = 0xA900;
    private const int CannotUnderstand = 0xC000;

    private readonly Stow _stow = new(archive.Server.HttpPort);

    public void Dispose() => _stow.Dispose();

    [Fact]
    public async Task What_is_stored_counts_in_the_status()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"]);
        using var stow = new Stow(server.HttpPort);
        Assert.Equal(200, (await stow.PostFilesAsync(Stow.File(new RawImage()), Stow.File(new RawImage()))).Status);

        var status = await ProcessRun.RunAsync("dotnet", ["exec", Repository.ServerProgram, "status", "--data", server.Data, "--json"]);

        var operations = JsonNode.Parse(status.Output)!["server"]!["operations"]!.AsArray();
        Assert.Equal(2, (int)operations.Single(operation => (string)operation!["operation"]! == "STOW-RS")!["total"]!);
    }

    [Fact, Trait("Conformance", "95")]
    public async Task All_stored_is_answered_200_and_what_was_stored_comes_back_byte_for_byte()
    {
        var first = new RawImage();
        RawImage[] images = [first, first.Next(), first.Next() with { PixelBytes = 6 << 20 }];

        var answer = await _stow.PostFilesAsync(images.Select(Stow.File));

        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal("application/dicom+json", answer.MediaType);
        Assert.Equal(images.Select(image => image.SopInstance), answer.Instances(Stow.ReferencedSops));
        Assert.Null(answer.Json[Stow.FailedSops]);
        Assert.Null(answer.Json[Stow.OtherFailures]);
        var came = await archive.FetchAsync(first.Study, Uids.ExplicitLittle);
        Assert.Equal(images.Length, came.Count);
        foreach (var image in images) Assert.Equal(image.Elements.Explicit(), came[image.SopInstance]);
    }

    [Fact, Trait("Conformance", "95")]
    public async Task Some_stored_is_answered_202_and_none_409()
    {
        var good = new RawImage();
        var bad = new RawImage { Edit = elements => elements.Without(Tags.SeriesInstance) };

        var some = await _stow.PostFilesAsync(Stow.File(good), Stow.File(bad));
        var none = await _stow.PostFilesAsync(Stow.File(bad));

        Assert.Equal(202, some.Status);
        Assert.Equal([good.SopInstance], some.Instances(Stow.ReferencedSops));
        Assert.Equal([bad.SopInstance], some.Instances(Stow.FailedSops));
        Assert.Equal([CannotUnderstand], some.FailureReasons(Stow.FailedSops));
        Assert.Equal(409, none.Status);
        Assert.Equal([bad.SopInstance], none.Instances(Stow.FailedSops));
        Assert.Null(none.Json[Stow.ReferencedSops]);
        Assert.Empty(await archive.FetchAsync(bad.Study));
    }

    [Fact, Trait("Conformance", "95")]
    public async Task What_is_no_dicom_file_is_among_the_other_failures()
    {
        var good = new RawImage();

        var answer = await _stow.PostFilesAsync(Stow.File(good), "no DICOM file at all"u8.ToArray());

        Assert.Equal(202, answer.Status);
        Assert.Equal([good.SopInstance], answer.Instances(Stow.ReferencedSops));
        Assert.Equal([CannotUnderstand], answer.FailureReasons(Stow.OtherFailures));
    }

    [Fact, Trait("Conformance", "96")]
    public async Task An_instance_of_another_study_than_the_path_names_fails_alone()
    {
        var image = new RawImage();
        var other = new RawImage();

        var answer = await _stow.PostAsync(
            Stow.DicomParts, Stow.Files(Stow.File(image), Stow.File(other)), $"studies/{image.Study}");

        Assert.Equal(202, answer.Status);
        Assert.Equal([image.SopInstance], answer.Instances(Stow.ReferencedSops));
        Assert.Equal([other.SopInstance], answer.Instances(Stow.FailedSops));
        Assert.Equal([DataSetMismatch], answer.FailureReasons(Stow.FailedSops));
        Assert.Empty(await archive.FetchAsync(other.Study));
    }

    [Theory, Trait("Conformance", "96")]
    [InlineData("multipart/related; type=application/dicom; boundary=" + Stow.Boundary, "Content-Type: application/dicom")]
    [InlineData("multipart/related;boundary=\"" + Stow.Boundary + "\";type=\"application/dicom\"", "Content-Type: application/dicom; transfer-syntax=1.2.840.10008.1.2.1")]
    [InlineData("Multipart/Related; TYPE=\"application/dicom\" ; Boundary = " + Stow.Boundary, "content-type:application/dicom")]
    [InlineData("multipart/related; boundary=" + Stow.Boundary, "Content-Type: application/dicom\r\nContent-Location: /a/b\r\nMIME-Version: 1.0")]
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=" + Stow.Boundary, "Content-Type: application/octet-stream")]
    [InlineData("multipart/related; type=\"application/dicom; transfer-syntax=*\"; boundary=" + Stow.Boundary, "Content-Type: Application/DICOM")]
    public async Task Headers_are_read_as_clients_write_them(string contentType, string partHeaders)
    {
        var image = new RawImage();

        var answer = await _stow.PostAsync(contentType, Stow.Parts(Stow.Part(partHeaders, Stow.File(image))));

        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal(image.Elements.Explicit(), (await archive.FetchAsync(image.Study, Uids.ExplicitLittle))[image.SopInstance]);
    }

    [Fact, Trait("Conformance", "96")]
    public async Task A_preamble_an_epilogue_and_bare_line_feeds_are_taken()
    {
        var image = new RawImage();
        byte[] body =
        [
            .. Encoding.Latin1.GetBytes($"\n\nThis is a preamble.\n--{Stow.Boundary}\nContent-Type: application/dicom\n\n"),
            .. Stow.File(image),
            .. Encoding.Latin1.GetBytes($"\n--{Stow.Boundary}--\nand an epilogue"),
        ];

        var answer = await _stow.PostAsync(Stow.DicomParts, body);

        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal(image.Elements.Explicit(), (await archive.FetchAsync(image.Study, Uids.ExplicitLittle))[image.SopInstance]);
    }

    [Fact, Trait("Conformance", "96")]
    public async Task A_file_may_come_alone()
    {
        var image = new RawImage();

        var answer = await _stow.PostAsync("application/dicom", Stow.File(image));

        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal(image.Elements.Explicit(), (await archive.FetchAsync(image.Study, Uids.ExplicitLittle))[image.SopInstance]);
    }

    [Fact, Trait("Conformance", "26")]
    public async Task Policies_are_those_of_c_store()
    {
        var image = new RawImage { Edit = elements => elements.Without(Tags.PatientId) };
        var longName = new RawImage { PatientName = new string('x', 200), StudyDate = "yesterday" };

        var answer = await _stow.PostFilesAsync(Stow.File(image), Stow.File(longName));
        await using var peer = await archive.StoringAsync();

        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal(0, (await peer.StoreAsync(1, image with { SopInstance = Uids.New() })).Status);
        Assert.Equal(2, (await archive.FetchAsync(image.Study, Uids.ExplicitLittle)).Count);
        Assert.Equal(200, (await _stow.PostFilesAsync(Stow.File(image))).Status); // it is there already
    }

    [Fact, Trait("Conformance", "97")]
    public async Task The_answer_has_nothing_of_a_command_set()
    {
        var answer = await _stow.PostFilesAsync(Stow.File(new RawImage { Edit = elements => elements.Without(Tags.StudyInstance) }));

        Assert.Equal(409, answer.Status);
        Assert.DoesNotContain("\"0000", answer.Text, StringComparison.Ordinal);
    }

    [Fact, Trait("Conformance", "84")]
    public async Task The_answer_says_where_each_instance_can_be_had()
    {
        var image = new RawImage();

        var answer = await _stow.PostFilesAsync(Stow.File(image));

        var root = $"http://127.0.0.1:{archive.Server.HttpPort}/dicom-web";
        Assert.Equal($"{root}/studies/{image.Study}", (string)answer.Json["00081190"]!["Value"]![0]!);
        Assert.Equal(
            $"{root}/studies/{image.Study}/series/{image.Series}/instances/{image.SopInstance}",
            (string)answer.Items(Stow.ReferencedSops)[0]["00081190"]!["Value"]![0]!);
    }

    [Fact]
    public async Task The_answer_comes_in_xml_for_who_asks_for_it()
    {
        var image = new RawImage();

        var answer = await _stow.PostAsync(Stow.DicomParts, Stow.Files(Stow.File(image)), accept: "application/dicom+xml");

        Assert.Equal((200, "application/dicom+xml"), (answer.Status, answer.MediaType));
        XNamespace model = "http://dicom.nema.org/PS3.19/models/NativeDICOM";
        var references = XDocument.Parse(answer.Text).Root!.Elements(model + "DicomAttribute")
            .Single(attribute => (string?)attribute.Attribute("tag") == Stow.ReferencedSops);
        Assert.Contains(image.SopInstance, references.Value, StringComparison.Ordinal);
    }

    [Fact, Trait("Conformance", "86")]
    public async Task Who_cannot_read_the_answer_stores_nothing()
    {
        var image = new RawImage();

        var answer = await _stow.PostAsync(Stow.DicomParts, Stow.Files(Stow.File(image)), accept: "text/html");

        answer.AssertProblem(406, "application/dicom+json");
        Assert.Empty(await archive.FetchAsync(image.Study));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=" + Stow.Boundary)]
    [InlineData("multipart/related; type=\"image/jpeg\"; boundary=" + Stow.Boundary)]
    public async Task Other_media_types_are_refused(string contentType)
    {
        var image = new RawImage();

        var answer = await _stow.PostAsync(contentType, Stow.Files(Stow.File(image)));

        answer.AssertProblem(415, "application/dicom");
        Assert.Empty(await archive.FetchAsync(image.Study));
    }
}
