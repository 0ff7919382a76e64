using Pacs.Conformance.Tests.DicomWeb;
using Pacs.Conformance.Tests.Durability;

namespace Pacs.Conformance.Tests.Storing;

/// <summary>Incoming images that a rule has stored compressed, as those who send and fetch them see it.</summary>
public sealed class CompressionTests : IDisposable
{
    private const string HighThroughput = "1.2.840.10008.1.2.4.201";
    private const string Rule = "Pacs__Compression__0__";

    private static readonly Dictionary<string, string> Rules = new() { [$"{Rule}Syntax"] = "htj2k", [$"{Rule}Modalities__0"] = "CT" };

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [FactWith(Need.Tar, Need.HighThroughput)]
    public async Task A_receiver_of_native_images_gets_what_was_sent_and_sending_it_again_adds_nothing()
    {
        var images = await StoreAsync(Rules);

        await using var server = await PacsServer.StartAsync(_directory["data"], Rules);
        foreach (var image in images)
        {
            Assert.Equal(image.Elements.Implicit(), (await RawStudy.FetchAsync(server.DicomPort, image.Study))[image.SopInstance]);
        }

        var before = await StoredSyntaxesAsync();
        Assert.Equal([HighThroughput, HighThroughput, Uids.ImplicitLittle], images.Select(image => before[image.SopInstance]));
        await SendAsync(server, images, "RAWPEER");
        await SendAsync(server, images, "ELSEWHERE");
        await server.StopAsync();

        Assert.Equal(before, await StoredSyntaxesAsync());
        Assert.Contains("0 conflicts", (await ToolAsync("conflicts")).Succeeded().Output, StringComparison.Ordinal);
        (await ToolAsync("verify")).Succeeded();
    }

    [FactWith(Need.Tar, Need.HighThroughput)]
    public async Task An_index_that_is_lost_is_made_anew_and_still_knows_what_was_sent()
    {
        var images = await StoreAsync(Rules);
        foreach (var file in Directory.GetFiles(_directory["data"], "index*")) File.Delete(file);

        await using var server = await PacsServer.StartAsync(_directory["data"]);
        await SendAsync(server, images, "ELSEWHERE");
        foreach (var image in images)
        {
            Assert.Equal(image.Elements.Implicit(), (await RawStudy.FetchAsync(server.DicomPort, image.Study))[image.SopInstance]);
        }

        await server.StopAsync();
        Assert.Equal(images.Count, (await StoredSyntaxesAsync()).Count);
    }

    [Theory]
    [InlineData("{ \"Syntax\": \"jpeg-ls\", \"AtLeastBytes\": -1 }", "AtLeastBytes")]
    [InlineData("{ \"Syntax\": \"jpeg-ls\", \"AtLeastBytes\": \"some\" }", "AtLeastBytes")]
    [InlineData("{ \"Syntax\": \"gif\" }", "'gif' is none of the syntaxes")]
    [InlineData("{ \"Syntax\": \"jpeg-ls\", \"Sources\": [\"A\\\\B\"] }", "is no AE title")]
    public async Task A_rule_that_is_none_is_refused_in_the_same_words_by_who_serves_and_who_imports(string rule, string why)
    {
        var folder = Path.GetDirectoryName(_directory["here/appsettings.json"])!;
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(_directory["here/appsettings.json"], $"{{ \"Pacs\": {{ \"Compression\": [{rule}] }} }}");

        var serve = await ProcessRun.RunPacsAsync(["serve", "--dicom-port", "0", "--http-port", "0", "--data", _directory["data"]], folder);
        var import = await ProcessRun.RunPacsAsync(["import", folder, "--data", _directory["data"]], folder);

        Assert.Contains(why, serve.Output, StringComparison.Ordinal);
        Assert.StartsWith("pacs: ", serve.Output, StringComparison.Ordinal);
        Assert.Equal((2, serve.Output), (import.ExitCode, import.Output));
        Assert.Equal(2, serve.ExitCode);
    }

    [FactWith(Need.Tar, Need.HighThroughput), Trait("Conformance", "23")]
    public async Task Everything_acknowledged_survives_kill_9_while_others_are_being_compressed()
    {
        var instances = new AcknowledgedInstances(areSmooth: true);
        await using (var server = await PacsServer.StartAsync(_directory["data"], Rules))
        {
            using var reached = new SemaphoreSlim(0);
            var sending = instances.SendUntilGoneAsync(server, senders: 4, count =>
            {
                if (count >= 40) reached.Release();
            });
            Assert.True(await reached.WaitAsync(TimeSpan.FromMinutes(2)), $"too few were acknowledged:\n{server.Log}");
            await server.KillAsync();
            await sending;
        }

        await using var restarted = await PacsServer.StartAsync(_directory["data"], Rules);
        await instances.AssertThereAsync(restarted);
        await restarted.StopAsync();
        Assert.Contains(HighThroughput, (await StoredSyntaxesAsync()).Values);
    }

    [TheoryWith(Need.Tar, Need.HighThroughput)]
    [InlineData("", "ojph_compress is not installed")]
    [InlineData("echo no more >&2; exit 1", "no more")]
    [InlineData("exec /usr/bin/ojph_compress -i \"$2\" -o \"$4\" -reversible false -qstep 0.1", "Decoded again it would not be what came")]
    public async Task Where_the_codec_is_missing_or_fails_or_loses_images_are_stored_as_they_came(string program, string why)
    {
        var folder = _directory.CreateFolder("programs");
        if (program != "")
        {
            var file = Path.Combine(folder, "ojph_compress");
            await File.WriteAllTextAsync(file, $"#!/bin/sh\n{program}\n");
            (await ProcessRun.RunAsync("chmod", ["755", file])).Succeeded();
        }

        var images = await StoreAsync(new Dictionary<string, string>(Rules) { ["PATH"] = folder }, why);

        Assert.All(await StoredSyntaxesAsync(), stored => Assert.Equal(Uids.ImplicitLittle, stored.Value));
        await using var server = await PacsServer.StartAsync(_directory["data"]);
        foreach (var image in images)
        {
            Assert.Equal(image.Elements.Implicit(), (await RawStudy.FetchAsync(server.DicomPort, image.Study))[image.SopInstance]);
        }
    }

    [FactWith(Need.Tar, Need.HighThroughput)]
    public async Task What_comes_over_HTTP_or_from_files_is_compressed_too()
    {
        var (web, file) = (Smooth(), Smooth());
        await using (var server = await PacsServer.StartAsync(_directory["data"], Rules))
        {
            using var stow = new Stow(server.HttpPort);
            Assert.Equal(200, (await stow.PostFilesAsync(Stow.File(web))).Status);
            await server.StopAsync();
        }

        Part10File.Write(_directory["one.dcm"], file);
        await File.WriteAllTextAsync(
            _directory["appsettings.json"], """{ "Pacs": { "Compression": [ { "Syntax": "htj2k", "AtLeastBytes": 1000, "Sources": [ "IMPORT" ] } ] } }""");
        (await ToolAsync("import", _directory["one.dcm"], "--source", "IMPORT")).Succeeded();

        Assert.Equal(
            [(web.SopInstance, HighThroughput), (file.SopInstance, HighThroughput)],
            (await StoredSyntaxesAsync()).Select(stored => (stored.Key, stored.Value)).OrderBy(stored => stored.Key == file.SopInstance));
    }

    [Theory]
    [InlineData("Syntax", "jpeg", "'jpeg' is none of the syntaxes")]
    [InlineData("Modalities__0", "ct", "'ct' is no modality")]
    [InlineData("Sources__0", "LONGER_THAN_SIXTEEN", "'LONGER_THAN_SIXTEEN' is no AE title")]
    [InlineData("AtLeastBytes", "-1", "AtLeastBytes")]
    public async Task A_rule_that_is_none_keeps_the_archive_from_starting_and_says_so(string setting, string value, string why)
    {
        var settings = new Dictionary<string, string>(Rules) { [$"{Rule}{setting}"] = value };

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => PacsServer.StartAsync(_directory["data"], settings));

        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }

    private static RawImage Smooth() => new() { PixelBytes = 32_000, IsSmooth = true };

    /// <summary>Two that are covered by the rule, the second longer than what is kept in memory, and one that is not.</summary>
    private async Task<IReadOnlyList<RawImage>> StoreAsync(Dictionary<string, string> rules, string? trouble = null)
    {
        RawImage[] images = [Smooth(), Smooth() with { PixelBytes = 9_600_000, Rows = 2000 }, Smooth() with { Modality = "MR" }];
        await using var server = await PacsServer.StartAsync(_directory["data"], rules);
        await SendAsync(server, images, "RAWPEER");
        if (trouble is not null) Assert.Contains(trouble, (await ToolAsync("status")).Succeeded().Output, StringComparison.Ordinal);
        await server.StopAsync();
        return images;
    }

    private static async Task SendAsync(PacsServer server, IEnumerable<RawImage> images, string calling)
    {
        var request = new RawAssociate(new RawContext(1, Uids.CtImage, Uids.ImplicitLittle)) { Calling = calling };
        await using var peer = await RawPeer.RequestAsync(server.DicomPort, request);
        foreach (var image in images) Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
    }

    private Task<ProcessResult> ToolAsync(string verb, params string[] arguments) =>
        ProcessRun.RunPacsAsync([verb, .. arguments, "--data", _directory["data"]], _directory.Path);

    /// <summary>Of each file that the segments hold.</summary>
    private async Task<SortedDictionary<string, string>> StoredSyntaxesAsync()
    {
        var extracted = _directory.CreateFolder(Guid.NewGuid().ToString("N"));
        foreach (var segment in _directory.Files("*.tar"))
        {
            (await ProcessRun.RunAsync("tar", ["xf", segment, "--transform", $"s,^,{Path.GetFileName(segment)}-,", "-C", extracted])).Succeeded();
        }

        var files = Directory.GetFiles(extracted, "*.dcm", SearchOption.AllDirectories).Select(Part10File.Read);
        return new SortedDictionary<string, string>(files.ToDictionary(file => file.SopInstance, file => file.TransferSyntax), StringComparer.Ordinal);
    }
}
