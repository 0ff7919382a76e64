namespace Pacs.Conformance.Tests.Segments;

public sealed class TarTests
{
    [FactWith(Need.Tar, Need.Dcmtk)]
    public async Task Segments_are_tar_archives_of_dicom_files_that_others_read()
    {
        using var directory = new TestDirectory();
        var images = new List<RawImage>();
        for (var study = 0; study < 4; study++)
        {
            images.Add(new RawImage { PixelBytes = 3000 });
            images.Add(images[^1].Next());
        }

        await using (var server = await PacsServer.StartAsync(directory["data"]))
        {
            await using var peer = await RawPeer.AssociateAsync(
                server.DicomPort, new RawContext(1, Uids.CtImage, Uids.ImplicitLittle));
            foreach (var image in images) Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
            await server.StopAsync();
        }

        var extracted = directory.CreateFolder("extracted");
        var names = new List<string>();
        foreach (var segment in directory.Files("*.tar"))
        {
            var listing = (await ProcessRun.RunAsync("tar", ["tf", segment])).Succeeded();
            names.AddRange(listing.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            (await ProcessRun.RunAsync("tar", ["xf", segment, "-C", extracted])).Succeeded();
        }

        foreach (var image in images)
        {
            var name = $"{image.Study}/{image.Series}/{image.SopInstance}.dcm";
            Assert.Contains(name, names);
            var file = Path.Combine(extracted, name);
            Assert.Equal(image.Elements.Implicit(), Part10File.Read(file).DataSet());
            var dump = (await ProcessRun.RunAsync("dcmdump", ["+P", "PatientID", file])).Succeeded();
            Assert.Contains(image.PatientId, dump.Output, StringComparison.Ordinal);
        }
    }
}
