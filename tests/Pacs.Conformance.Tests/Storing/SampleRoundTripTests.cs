using Xunit.Abstractions;

namespace Pacs.Conformance.Tests.Storing;

/// <summary>Every sample file in, and back by each way there is: data set bytes as they were sent.</summary>
public sealed class SampleRoundTripTests(ITestOutputHelper output)
{
    /// <summary>Files whose data set ends within an element, which pydicom reads as far as it goes.</summary>
    private static readonly string[] CutShort = ["rtplan_truncated.dcm", "MR_truncated.dcm", "emri_small_jpeg_2k_lossless_too_short.dcm"];

    /// <summary>
    /// What getscu's option asks for beside, or in place of, what its name says: with Explicit VR Little Endian among the
    /// choices the archive takes that, and converts. With a context of their own both come as they are, which
    /// <see cref="Every_file_comes_back_as_it_stands_in_its_own_transfer_syntax"/> shows.
    /// </summary>
    private static readonly Dictionary<string, string> ConvertedForGetscu = new()
    {
        [Uids.ImplicitLittle] = "getscu 3.6.7 proposes Explicit VR Little Endian and nothing else for +xi",
        [Uids.ExplicitBig] = "getscu proposes Explicit VR Little Endian, too, for +xb",
    };

    /// <summary>SOP classes that getscu does not propose, so that it cannot be sent any of theirs.</summary>
    private static readonly Dictionary<string, string> NotProposedByGetscu = new()
    {
        ["1.2.840.10008.5.1.4.1.1.30"] = "Parametric Map Storage is not among the 120 classes it knows",
        ["2.25.326410046515557697819279767240864278552"] = "a private class",
    };

    [FactWith(Need.Samples, Need.Pydicom)]
    public async Task Every_file_comes_back_as_it_stands_in_its_own_transfer_syntax()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"]);
        int accepted = 0, refused = 0;
        var undeserved = new List<string>();
        foreach (var wave in SampleWaves.All)
        {
            var attributes = await PythonOracle.ReadByPathAsync(wave.Select(file => file.Path));
            foreach (var file in wave)
            {
                var (stored, came) = await StoreAndGetAsync(server, file, attributes[file.Path]);
                if (stored != "")
                {
                    refused++;
                    output.WriteLine($"refused {stored}: {file.Path}");
                    if (!IsRefusalDeserved(file, attributes[file.Path])) undeserved.Add($"{file.Path} {stored}");
                    continue;
                }

                accepted++;
                Assert.True(came.Count == 1, $"{file.Path} came {came.Count} times");
                Assert.True(
                    file.Sendable().AsSpan().SequenceEqual(came[0].DataSet),
                    $"{file.Path} came back different: {came[0].DataSet!.Length} bytes for {file.Sendable().Length}");
            }
        }

        output.WriteLine($"{accepted} accepted and fetched back identical, {refused} refused");
        Assert.Empty(undeserved);
        Assert.InRange(accepted, 300, int.MaxValue);
    }

    [FactWith(Need.Samples, Need.Dcmtk, Need.Pydicom)]
    public async Task What_storescu_sends_comes_back_by_getscu_and_by_movescu_byte_for_byte()
    {
        using var directory = new TestDirectory();
        var destinationPort = Ports.Free();
        await using var server = await PacsServer.StartAsync(
            directory["data"], "--peer", $"STORESCP=127.0.0.1:{destinationPort}", "--allow-unknown-peers");
        int sent = 0, stored = 0, moved = 0, got = 0;
        foreach (var (wave, number) in SampleWaves.All.Select((wave, number) => (wave, number)))
        {
            // dcmtk writes each data set anew before it sends it: what it sends is what its own receiver keeps unread.
            var referencePort = Ports.Free();
            using (await Dcmtk.ReceiveAsync(referencePort, directory.CreateFolder($"reference-{number}")))
            {
                await Dcmtk.StoreAsync(referencePort, wave);
            }

            var reference = Part10File.ReadAll(directory[$"reference-{number}"]);
            await Dcmtk.StoreAsync(server.DicomPort, wave);

            var attributes = await PythonOracle.ReadByPathAsync(reference.Values.Select(file => file.Path));
            var expected = reference.Where(file => !IsRefusalDeserved(file.Value, attributes[file.Value.Path])).ToDictionary();
            var studies = expected.Values.Select(file => attributes[file.Path]["StudyInstanceUID"]).Distinct();
            sent += reference.Count;
            stored += expected.Count;
            var destination = directory.CreateFolder($"moved-{number}");
            using (await Dcmtk.ReceiveAsync(destinationPort, destination))
            {
                foreach (var some in studies.Chunk(20))
                {
                    await ProcessRun.RunAsync(
                        "movescu",
                        [
                            "-S", "-aem", "STORESCP", "-k", "QueryRetrieveLevel=STUDY",
                            "-k", $"StudyInstanceUID={string.Join('\\', some)}", "127.0.0.1", $"{server.DicomPort}",
                        ]);
                }
            }

            var arrived = Part10File.ReadAll(destination);
            foreach (var file in expected.Values) AssertSame(file, arrived.GetValueOrDefault(file.SopInstance), "movescu");
            moved += expected.Count;

            foreach (var syntax in expected.Values.GroupBy(file => file.TransferSyntax))
            {
                var option = Dcmtk.GetOptions[syntax.Key];
                var folder = directory.CreateFolder($"got-{number}-{syntax.Key}");
                foreach (var some in syntax.Select(file => attributes[file.Path]["StudyInstanceUID"]).Distinct().Chunk(20))
                {
                    await Dcmtk.GetAsync(
                        server.DicomPort, folder, option, "QueryRetrieveLevel=STUDY", $"StudyInstanceUID={string.Join('\\', some)}");
                }

                var came = Part10File.ReadAll(folder);
                foreach (var file in syntax)
                {
                    var reason = AssertCameByGetscu(file, came.GetValueOrDefault(file.SopInstance), option);
                    if (reason == null) got++;
                    else output.WriteLine($"by getscu not as it is: {file.TransferSyntax} {file.SopInstance}: {reason}");
                }
            }
        }

        output.WriteLine(
            $"dcmtk sent {sent}, {stored} stored, {sent - stored} refused as they should be; identical by movescu {moved}, by getscu {got}");
        Assert.InRange(stored, 300, int.MaxValue);
    }

    /// <summary>
    /// storescp knows no syntax younger than itself, and ends an association in which a data set is of odd length, as one
    /// of the samples is.
    /// </summary>
    [FactWith(Need.Samples, Need.Dcmtk, Need.Pydicom)]
    public async Task What_pacs_store_sends_comes_back_by_pacs_get_and_by_pacs_move_byte_for_byte()
    {
        using var directory = new TestDirectory();
        var destinationPort = Ports.Free();
        await using var server = await PacsServer.StartAsync(
            directory["data"], "--peer", $"STORESCP=127.0.0.1:{destinationPort}", "--allow-unknown-peers");
        var archive = $"127.0.0.1:{server.DicomPort}";
        var attributes = await PythonOracle.ReadByPathAsync(Samples.Part10.Select(sample => sample.Path));
        string UidOf(Part10File file) => attributes[file.Path]["SOPInstanceUID"] is { Length: > 0 } own ? own : file.SopInstance;
        int accepted = 0, refused = 0;
        foreach (var (number, wave) in SampleWaves.Divide(UidOf).Index())
        {
            var sent = await ProcessRun.RunPacsAsync(["store", archive, "--verbose", .. wave.Select(file => file.Path)]);
            var stored = wave.Where(file => sent.Output.Contains($"ok       {file.Path}\n", StringComparison.Ordinal)).ToList();
            foreach (var file in wave.Except(stored))
            {
                Assert.True(IsRefusalDeserved(file, attributes[file.Path]), $"{file.Path} was refused:\n{sent}");
            }

            accepted += stored.Count;
            refused += wave.Count - stored.Count;

            var got = directory.CreateFolder($"got-{number}");
            var moved = directory.CreateFolder($"moved-{number}");
            using (await Dcmtk.ReceiveAsync(destinationPort, moved))
            {
                foreach (var some in stored.Select(file => attributes[file.Path]["StudyInstanceUID"]).Distinct().Chunk(100))
                {
                    var studies = $"StudyInstanceUID={string.Join('\\', some)}";
                    (await ProcessRun.RunPacsAsync(["get", archive, "-k", studies, "-o", got])).Succeeded();
                    await ProcessRun.RunPacsAsync(["move", archive, "-d", "STORESCP", "-k", studies]);
                }
            }

            var gotFiles = Part10File.ReadAll(got);
            var movedFiles = Part10File.ReadAll(moved);
            foreach (var file in stored)
            {
                AssertSame(file, gotFiles.GetValueOrDefault(UidOf(file)), "pacs get");
                var isKept = Dcmtk.GetOptions.ContainsKey(file.TransferSyntax) && file.Sendable().Length % 2 == 0;
                var arrived = movedFiles.GetValueOrDefault(UidOf(file));
                if (isKept) AssertSame(file, arrived, "pacs move");
                else if (arrived == null) output.WriteLine($"not taken by storescp: {file.TransferSyntax} {file.Path}");
            }
        }

        output.WriteLine($"pacs store sent {accepted} that were accepted, {refused} refused as they should be");
        Assert.InRange(accepted, 300, int.MaxValue);
    }

    /// <summary>Why the file was refused, or "" and what came back of it.</summary>
    private static async Task<(string Refusal, List<RawMessage> Came)> StoreAndGetAsync(
        PacsServer server, Part10File file, Attributes attributes)
    {
        // As storescu does: what the data set says of itself goes before what the meta information says of it.
        var sopClass = attributes["SOPClassUID"] is { Length: > 0 } own ? own : file.SopClass;
        var sopInstance = attributes["SOPInstanceUID"] is { Length: > 0 } itself ? itself : file.SopInstance;
        var request = new RawAssociate(
            new RawContext(1, sopClass, file.TransferSyntax), new RawContext(3, Uids.StudyRootGet, Uids.ImplicitLittle))
        {
            UserItems = [RawAssociate.Role(sopClass, scu: true, scp: true)],
        };
        await using var peer = await RawPeer.RequestAsync(server.DicomPort, request);
        if (!peer.Answer.IsAccepted || peer.Answer.Contexts[1].Result != 0) return ($"the class '{sopClass}'", []);

        var stored = await peer.StoreAsync(1, sopClass, sopInstance, file.Sendable());
        if (stored.Status != 0) return ($"with 0x{stored.Status:X4}, {stored.Command[Tags.ErrorComment]}", []);

        var came = new List<RawMessage>();
        await peer.GetAsync(
            3,
            Uids.StudyRootGet,
            Identifiers.Image(attributes["StudyInstanceUID"], attributes["SeriesInstanceUID"], sopInstance),
            message =>
            {
                came.Add(message);
                return 0;
            });
        return ("", came);
    }

    /// <summary>Null when it came as it is; otherwise why it does not, which is asserted as well.</summary>
    private static string? AssertCameByGetscu(Part10File sent, Part10File? came, string option)
    {
        if (NotProposedByGetscu.TryGetValue(sent.SopClass, out var reason))
        {
            Assert.Null(came);
        }
        else if (ConvertedForGetscu.TryGetValue(sent.TransferSyntax, out reason))
        {
            Assert.Equal(Uids.ExplicitLittle, came?.TransferSyntax);
        }
        else
        {
            AssertSame(sent, came, $"getscu {option}");
        }

        return reason;
    }

    private static void AssertSame(Part10File sent, Part10File? came, string way) => Assert.True(
        (sent.TransferSyntax, sent.SentDigest) == (came?.TransferSyntax, came?.Digest),
        $"{way} brought {came?.Path ?? "nothing"} ({came?.TransferSyntax}) for {sent.Path} ({sent.TransferSyntax})");

    /// <summary>Only media directories, what lacks its identifiers and what cannot be read may be refused.</summary>
    internal static bool IsRefusalDeserved(Part10File file, Attributes attributes)
    {
        string[] needed = ["SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID"];
        return file.SopClass == Samples.MediaDirectory ||
            CutShort.Contains(Path.GetFileName(file.Path)) ||
            attributes.IsUnreadable ||
            needed.Any(keyword => !IsUid(attributes[keyword]));
    }

    private static bool IsUid(string value) => value.Length is > 0 and <= 64 && value.All(c => char.IsAsciiDigit(c) || c == '.');
}
