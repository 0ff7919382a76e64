using System.Buffers;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Tests.Part10;
using Pacs.Dicom.Transfer;
using Pacs.Fuzzing;
using Pacs.Sampling;
using Xunit.Abstractions;

namespace Pacs.Dicom.Tests.Parsing;

/// <summary>Valid input with some bytes changed; see <see cref="FuzzRun"/>.</summary>
public class MutatedInputTests(ITestOutputHelper output)
{
    private const int MutationsOfEach = 4000;

    // What a parse may allocate: an empty element is 8 bytes of input and an object in memory.
    private const int AllocatedPerByte = 64;
    private const int AllocatedAlways = 1 << 20;

    private static readonly ParsingBounds Bounds = new() { StopAt = null, MaxInflation = 20 };

    private static readonly ParsingBounds Wanted = Bounds with
    {
        Wanted = [Tags.ReferencedImageSequence, Tags.PatientName, Tags.PatientID, Tags.BitsAllocated],
    };

    public static TheoryData<string> Syntaxes =>
        [.. Samples.Native.Select(syntax => syntax.Uid), "1.2.840.10008.1.2.4.70"];

    [Theory]
    [MemberData(nameof(Syntaxes))]
    public void Is_read_or_refused_alike_however_it_is_cut(string uid)
    {
        var syntax = TransferSyntax.Of(uid);
        foreach (var (bytes, random) in FuzzRun.Mutations(Encoded(syntax), MutationsOfEach, output))
        {
            var whole = Parse(new ReadOnlySequence<byte>(bytes), syntax, Bounds);

            Assert.Equal(whole, Parse(Bytes.Cut(bytes, random.Next(1, 40), random.Next(1, 40)), syntax, Bounds));
            Assert.Equal(whole, Parse(Bytes.Cut(bytes, 1), syntax, Bounds));
        }
    }

    [Theory]
    [MemberData(nameof(Syntaxes))]
    public void Costs_memory_by_its_size_not_by_what_it_announces(string uid)
    {
        var syntax = TransferSyntax.Of(uid);
        foreach (var (bytes, _) in FuzzRun.Mutations(Encoded(syntax), MutationsOfEach, output))
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var bounds in (ParsingBounds[])[Bounds, Wanted])
            {
                using var parser = new DataSetParser(syntax, bounds);
                var data = new ReadOnlySequence<byte>(bytes);
                if (parser.Parse(ref data) != OperationStatus.InvalidData) parser.Complete();
            }

            Assert.InRange(
                GC.GetAllocatedBytesForCurrentThread() - before,
                0,
                AllocatedAlways + 2L * AllocatedPerByte * bytes.Length * (syntax.IsDeflated ? 20 : 1));
        }
    }

    [Theory]
    [MemberData(nameof(Syntaxes))]
    public void Keeps_of_what_is_wanted_what_it_would_keep_of_all(string uid)
    {
        var syntax = TransferSyntax.Of(uid);
        foreach (var (bytes, _) in FuzzRun.Mutations(Encoded(syntax), MutationsOfEach, output))
        {
            if (!TryParse(bytes, syntax, Bounds, out var all)) continue; // what is skipped is not looked into

            Assert.True(TryParse(bytes, syntax, Wanted, out var wanted));
            TagSet kept = [.. Wanted.Wanted!, Tags.SpecificCharacterSet];
            foreach (var element in all.ToList().Where(element => !kept.Contains(element.Tag))) all.Remove(element.Tag);

            Assert.Equal(Listing.Of(all), Listing.Of(wanted));
        }
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2", "1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2", "1.2.840.10008.1.2.2")]
    [InlineData("1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2")]
    [InlineData("1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99")]
    [InlineData("1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2")]
    public void Is_converted_to_the_same_elements_or_refused(string fromUid, string toUid)
    {
        var (from, to) = (TransferSyntax.Of(fromUid), TransferSyntax.Of(toUid));
        foreach (var (bytes, random) in FuzzRun.Mutations(Encoded(from), MutationsOfEach, output))
        {
            var isReadable = TryParse(bytes, from, ParsingBounds.Everything, out var dataSet);
            try
            {
                using var stream = DataSetConverter.OpenRead(new SlowStream(bytes, random.Next(1, 100)), from, to);
                using var converted = new MemoryStream();
                stream.CopyTo(converted);

                Assert.True(isReadable);
                Assert.Equal(
                    Listing.Of(Samples.Padded(dataSet), withVr: false),
                    Listing.Of(DataSetParser.ParseAll(converted.ToArray(), to), withVr: false));
            }
            catch (DicomFormatException)
            {
                Assert.True(!isReadable || dataSet.Any(element => element.Fragments is not null));
            }
        }
    }

    [Fact]
    public void Is_a_file_or_refused()
    {
        var meta = FileMetaInformationTests.Written(new FileMetaInformation
        {
            MediaStorageSopClassUid = SopClasses.CTImageStorage,
            MediaStorageSopInstanceUid = "1.2.3",
            TransferSyntax = TransferSyntax.ExplicitVrLittleEndian,
        });
        byte[] file = [.. meta, .. Encoded(TransferSyntax.ExplicitVrLittleEndian)[0]];
        foreach (var (bytes, _) in FuzzRun.Mutations([file, file[132..], file[meta.Length..]], MutationsOfEach, output))
        {
            try
            {
                Assert.InRange(Part10Reader.Read(bytes).DataSetOffset, 0, bytes.Length);
            }
            catch (DicomFormatException)
            {
                // as it should be
            }

            FileMetaInformation.TryRead(new ReadOnlySequence<byte>(bytes), out _, out _);
        }
    }

    [SampleFact]
    public void Is_read_or_refused_alike_when_it_was_a_sample_file()
    {
        foreach (var row in SampleFiles.Manifest.Where((_, i) => i % 5 == 0))
        {
            var file = SampleFiles.Read(row["path"]);
            if (file.Length > 40_000 || row["kind"] == "malformed" || row["ts_uid"].Length == 0) continue;

            var content = Part10Reader.Read(file);
            foreach (var (bytes, random) in Mutated(file[(int)content.DataSetOffset..]))
            {
                var whole = Parse(new ReadOnlySequence<byte>(bytes), content.TransferSyntax, Bounds);

                Assert.Equal(whole, Parse(Bytes.Cut(bytes, random.Next(1, 400)), content.TransferSyntax, Bounds));
            }
        }
    }

    private static List<byte[]> Encoded(TransferSyntax syntax)
    {
        var sample = Samples.Everything();
        sample.Remove(Tags.PixelData);
        sample.Remove(Tags.LUTData);
        if (syntax.IsEncapsulated)
        {
            IReadOnlyList<ReadOnlyMemory<byte>> fragments = [default, new byte[] { 1, 2, 3, 4 }, new byte[] { 5, 6 }];
            sample.Set(new DataElement(Tags.PixelData, Vr.OB, fragments));
        }

        return [.. Enum.GetValues<SequenceLengths>().Select(lengths => DataSetWriter.ToArray(sample, syntax, lengths))];
    }

    private static IEnumerable<(byte[] Bytes, Random Random)> Mutated(byte[] sample)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            yield return (Mutation.Of(sample, random), random);
        }
    }

    private static bool TryParse(byte[] bytes, TransferSyntax syntax, ParsingBounds bounds, out DataSet dataSet)
    {
        using var parser = new DataSetParser(syntax, bounds);
        var data = new ReadOnlySequence<byte>(bytes);
        dataSet = parser.DataSet;
        return parser.Parse(ref data) != OperationStatus.InvalidData && parser.Complete() == OperationStatus.Done;
    }

    private static string Parse(ReadOnlySequence<byte> data, TransferSyntax syntax, ParsingBounds bounds)
    {
        using var parser = new DataSetParser(syntax, bounds);
        var status = parser.Parse(ref data);
        if (status == OperationStatus.NeedMoreData) status = parser.Complete();
        if (status == OperationStatus.Done) return Listing.Of(parser.DataSet);

        Assert.NotNull(parser.Error);
        return syntax.IsDeflated ? "refused" : parser.Error; // how far it inflates before that depends on the cuts
    }
}
