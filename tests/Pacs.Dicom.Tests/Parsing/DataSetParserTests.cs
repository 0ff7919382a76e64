using System.Buffers;
using System.IO.Compression;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Tests.Parsing;

public class DataSetParserTests
{
    private static readonly TransferSyntax Explicit = TransferSyntax.ExplicitVrLittleEndian;
    private static readonly TransferSyntax Deflated = TransferSyntax.DeflatedExplicitVrLittleEndian;
    private static readonly Tag PatientName = new(0x0010, 0x0010);

    private static readonly byte[] Encapsulated = Bytes.Of("""
        1000 1000 'PN' 0200 'A '
        E07F 1000 'OB' 0000 FFFFFFFF
            FEFF 00E0 04000000 00000000
            FEFF 00E0 03000000 050607
            FEFF 00E0 00000000
        FEFF DDE0 00000000
        """);

    public static TheoryData<string> NativeSyntaxes => Samples.NativeSyntaxes;

    [Theory]
    [MemberData(nameof(NativeSyntaxes))]
    public void Builds_the_same_data_set_however_the_input_is_cut(string uid)
    {
        var syntax = TransferSyntax.Of(uid);
        var sample = Samples.Everything();
        sample.Remove(new Tag(0x7FE0, 0x0010));
        sample.Remove(new Tag(0x0028, 0x3006));
        var bytes = DataSetWriter.ToArray(sample, syntax);
        var expected = Listing.Of(sample);

        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(expected, Listing.Of(Parse(Bytes.Cut(bytes, Math.Max(cut, 1)), syntax)));
            Assert.Equal(expected, Listing.Of(Parse(Bytes.Cut(bytes, Math.Max(cut, 1), bytes.Length), syntax)));
        }
    }

    [Fact]
    public void Keeps_the_offset_table_and_the_fragments_of_encapsulated_pixel_data()
    {
        for (var size = 1; size <= Encapsulated.Length; size++)
        {
            var dataSet = Parse(Bytes.Cut(Encapsulated, size), TransferSyntax.Of("1.2.840.10008.1.2.4.70"));

            var fragments = dataSet.Find(new Tag(0x7FE0, 0x0010))!.Fragments!;
            Assert.Equal(["00000000", "050607", ""], fragments.Select(fragment => Convert.ToHexString(fragment.Span)));
        }
    }

    [Fact]
    public void Stops_before_the_pixel_data_unless_told_otherwise()
    {
        using var parser = new DataSetParser(Explicit);
        var data = new ReadOnlySequence<byte>(Encapsulated, 0, 22);

        Assert.Equal(OperationStatus.Done, parser.Parse(ref data));
        Assert.Equal(new Tag(0x7FE0, 0x0010), parser.StoppedAt);
        Assert.Equal(10, parser.Position);
        Assert.Equal([PatientName], parser.DataSet.Select(element => element.Tag));
        Assert.Equal(OperationStatus.Done, parser.Complete());
    }

    [Theory]
    [MemberData(nameof(NativeSyntaxes))]
    public void Keeps_only_what_is_wanted_and_the_character_set(string uid)
    {
        var syntax = TransferSyntax.Of(uid);
        var bytes = DataSetWriter.ToArray(Samples.Everything(), syntax, SequenceLengths.Undefined);
        var bounds = new ParsingBounds
        {
            Wanted = [new(0x0008, 0x1140), PatientName, new(0x0011, 0x1111), new(0x0028, 0x0010)],
        };

        for (var size = 1; size < 300; size++)
        {
            var dataSet = Parse(Bytes.Cut(bytes, size), syntax, bounds);

            Assert.Equal(
                [new(0x0008, 0x0005), new(0x0008, 0x1140), PatientName, new(0x0028, 0x0010)],
                dataSet.Select(element => element.Tag));
            Assert.Equal("Müller^Jörg", dataSet.GetString(PatientName));
            Assert.Equal("T-A0100", dataSet.Find(new(0x0008, 0x1140))!.Items![0].Find(new(0x0040, 0xA043))!.Items![0]
                .GetString(new Tag(0x0008, 0x0100)));
        }
    }

    [Fact]
    public void Does_not_look_into_a_sequence_of_defined_length_that_is_not_wanted()
    {
        var bytes = Bytes.Of("0800 4011 'SQ' 0000 04000000 'junk'  1000 1000 'PN' 0200 'A '");

        var dataSet = DataSetParser.ParseAll(bytes, Explicit, new ParsingBounds { Wanted = [PatientName] });

        Assert.Equal("A", dataSet.GetString(PatientName));
    }

    [Fact]
    public void Sorts_elements_that_are_out_of_order_and_keeps_the_first_of_two()
    {
        var bytes = Bytes.Of("1000 2000 'LO' 0200 'b '  1000 1000 'PN' 0200 'a '  1000 2000 'LO' 0200 'c '");

        var all = DataSetParser.ParseAll(bytes, Explicit);
        var bounds = new ParsingBounds { Wanted = [PatientName, new(0x0010, 0x0020)] };
        var wanted = DataSetParser.ParseAll(bytes, Explicit, bounds);

        Assert.Equal("(0010,0010) PN [6120]\n(0010,0020) LO [6220]\n", Listing.Of(all));
        Assert.Equal(Listing.Of(all), Listing.Of(wanted));
    }

    [Fact]
    public void Drops_group_lengths()
    {
        var bytes = Bytes.Of("0800 0000 'UL' 0400 00000000  0800 0500 'CS' 0000  1000 0000 'UL' 0400 00000000");

        Assert.Equal([new Tag(0x0008, 0x0005)], DataSetParser.ParseAll(bytes, Explicit).Select(element => element.Tag));
    }

    [Fact]
    public void Gives_items_the_character_set_of_what_contains_them()
    {
        var bytes = Bytes.Of("""
            0800 0500 'CS' 0A00 'ISO_IR 192'
            0800 4011 'SQ' 0000 FFFFFFFF
                FEFF 00E0 FFFFFFFF  1000 1000 'PN' 0200 C3A9  FEFF 0DE0 00000000
            FEFF DDE0 00000000
            """);

        var item = DataSetParser.ParseAll(bytes, Explicit).Find(new Tag(0x0008, 0x1140))!.Items![0];

        Assert.Equal("é", item.GetString(PatientName));
    }

    [Theory]
    [InlineData("1000 1000 'PN' 0800 'A^B'", "5 bytes before the value of (0010,0010) does")]
    [InlineData("1000 1000 'PN' 08", "within an element")]
    [InlineData("0800 4011 'SQ' 0000 FFFFFFFF", "within an element or sequence")]
    public void Says_where_a_data_set_is_cut_off(string data, string what)
    {
        var thrown = Assert.Throws<DicomFormatException>(() => DataSetParser.ParseAll(Bytes.Of(data), Explicit));

        Assert.Contains(what, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Allocates_by_what_arrives_not_by_what_is_announced()
    {
        var bytes = Bytes.Of("0900 1010 'UN' 0000 F0FFFF3F 01020304");
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var parser = new DataSetParser(Explicit, ParsingBounds.Everything);
        var data = new ReadOnlySequence<byte>(bytes);

        Assert.Equal(OperationStatus.NeedMoreData, parser.Parse(ref data));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Equal(OperationStatus.InvalidData, parser.Complete());
    }

    [Theory]
    [InlineData("0900 1010 'UN' 0000 01000004")] // 64 MiB and one byte
    [InlineData("0900 1010 'UN' 0000 F0FFFF03  0900 1010 'UN' 0000 F0FFFF03")] // twice nearly that
    public void Refuses_a_header_beyond_its_limit(string data)
    {
        using var parser = new DataSetParser(Explicit);
        var status = OperationStatus.NeedMoreData;
        foreach (var header in Bytes.Of(data).Chunk(12))
        {
            var length = BitConverter.ToInt32(header, 8);
            var sequence = new ReadOnlySequence<byte>(header);
            status = parser.Parse(ref sequence);
            if (status == OperationStatus.InvalidData) break;

            sequence = new ReadOnlySequence<byte>(new byte[length]);
            status = parser.Parse(ref sequence);
        }

        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Contains("(0009,1010)", parser.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_more_elements_than_its_limit()
    {
        var bytes = Enumerable.Repeat(Bytes.Of("0900 1010 'SH' 0000"), 101).SelectMany(element => element).ToArray();

        var thrown = Assert.Throws<DicomFormatException>(
            () => DataSetParser.ParseAll(bytes, Explicit, new ParsingBounds { MaxElements = 100 }));

        Assert.Contains("more than 100 elements", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_what_inflates_beyond_the_ratio()
    {
        var element = Bytes.Of("0900 1010 'UN' 0000 00000001");
        var bytes = Deflate([.. element, .. new byte[0x0100_0000]]);

        Assert.Throws<DicomFormatException>(
            () => DataSetParser.ParseAll(bytes, Deflated, new ParsingBounds { MaxInflation = 500 }));
    }

    [Fact]
    public void Refuses_what_is_not_deflated() => Assert.Throws<DicomFormatException>(
        () => DataSetParser.ParseAll(Bytes.Of("FFFFFFFF FFFFFFFF"), Deflated));

    [Fact]
    public void Ignores_what_follows_the_deflated_data()
    {
        var bytes = Deflate(Bytes.Of("1000 1000 'PN' 0200 'A '"));

        Assert.Equal("A", DataSetParser.ParseAll((byte[])[.. bytes, 0, 1, 2, 3], Deflated).GetString(PatientName));
    }

    private static DataSet Parse(ReadOnlySequence<byte> data, TransferSyntax syntax, ParsingBounds? bounds = null)
    {
        using var parser = new DataSetParser(syntax, bounds ?? ParsingBounds.Everything);
        var status = OperationStatus.NeedMoreData;
        foreach (var piece in data)
        {
            var copy = piece.ToArray(); // the data set must not live in the input
            var sequence = new ReadOnlySequence<byte>(copy);
            status = parser.Parse(ref sequence);
            Array.Fill(copy, (byte)0xEE);
            if (status != OperationStatus.NeedMoreData) break;
        }

        Assert.NotEqual(OperationStatus.InvalidData, status);
        Assert.Equal(OperationStatus.Done, parser.Complete());
        return parser.DataSet;
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var deflated = new MemoryStream();
        using (var stream = new DeflateStream(deflated, CompressionLevel.Optimal)) stream.Write(bytes);
        return deflated.ToArray();
    }
}
