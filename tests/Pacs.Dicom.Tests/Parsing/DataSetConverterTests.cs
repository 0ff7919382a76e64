using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Tests.Parsing;

public class DataSetConverterTests
{
    private static readonly TransferSyntax Implicit = TransferSyntax.ImplicitVrLittleEndian;
    private static readonly TransferSyntax Explicit = TransferSyntax.ExplicitVrLittleEndian;
    private static readonly TransferSyntax BigEndian = TransferSyntax.ExplicitVrBigEndian;
    private static readonly TransferSyntax Deflated = TransferSyntax.DeflatedExplicitVrLittleEndian;

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var from in Samples.Native)
            {
                foreach (var to in Samples.Native) pairs.Add(from.Uid, to.Uid);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Keeps_every_element_in_every_pair_of_syntaxes(string fromUid, string toUid)
    {
        var (from, to) = (TransferSyntax.Of(fromUid), TransferSyntax.Of(toUid));
        var large = Samples.Everything();
        var small = Samples.Everything();
        small.Remove(Tags.PixelData);
        small.Remove(Tags.LUTData);
        foreach (var lengths in Enum.GetValues<SequenceLengths>())
        {
            await AssertKept(large, pieceSize: 64 << 10);
            await AssertKept(large, pieceSize: 4099);
            for (var size = 1; size < 20; size++) await AssertKept(small, size);

            async Task AssertKept(DataSet sample, int pieceSize)
            {
                var source = new SlowStream(DataSetWriter.ToArray(sample, from, lengths), pieceSize);
                var converted = await Convert(source, from, to);

                Assert.Equal(0, converted.Length % 2);
                Assert.Equal(Listing.Of(sample), Listing.Of(DataSetParser.ParseAll(converted, to)));
            }
        }
    }

    [Fact]
    public void Reads_synchronously_too()
    {
        var sample = Samples.Everything();
        var source = DataSetWriter.ToArray(sample, Implicit);
        using var stream = DataSetConverter.OpenRead(new SlowStream(source, 1000), Implicit, BigEndian);
        using var converted = new MemoryStream();
        stream.CopyTo(converted);

        Assert.Equal(Listing.Of(sample), Listing.Of(DataSetParser.ParseAll(converted.ToArray(), BigEndian)));
    }

    [Fact]
    public Task Makes_private_elements_UN_and_pads_odd_values_and_drops_group_lengths() => AssertConverted(
        Implicit,
        Explicit,
        "0800 0000 04000000 0C000000  0900 1000 04000000 'ACME'  0900 0110 03000000 'abc'  1000 2000 01000000 'x'",
        "0900 1000 'LO' 0400 'ACME'  0900 0110 'UN' 0000 04000000 'abc' 00  1000 2000 'LO' 0200 'x '");

    [Theory]
    [InlineData("0800 0000 'SQ' 0000 08000000  FEFF 00E0 FFFF0000")] // found by the fuzzer: the parser skips it unread
    [InlineData("0800 0000 'SQ' 0000 FFFFFFFF  FEFF 00E0 00000000  FEFF DDE0 00000000")]
    [InlineData("0800 0000 'OB' 0000 FFFFFFFF  FEFF 00E0 00000000  FEFF DDE0 00000000")]
    public async Task Drops_a_group_length_whatever_it_claims_to_be(string groupLength)
    {
        const string name = "1000 2000 'LO' 0200 'x '";
        await AssertConverted(Explicit, Explicit, groupLength + name, name);

        Assert.Equal([Tags.PatientID], DataSetParser.ParseAll(Bytes.Of(groupLength + name), Explicit).Select(e => e.Tag));
    }

    [Fact]
    public Task Gives_sequences_undefined_lengths() => AssertConverted(
        Explicit,
        BigEndian,
        "0800 4011 'SQ' 0000 12000000  FEFF 00E0 0A000000  2800 1000 'US' 0200 0102",
        """
        0008 1140 'SQ' 0000 FFFFFFFF
            FFFE E000 FFFFFFFF  0028 0010 'US' 0002 0201  FFFE E00D 00000000
        FFFE E0DD 00000000
        """);

    [Fact]
    public Task Makes_UN_of_undefined_length_the_sequence_it_is() => AssertConverted(
        Explicit,
        BigEndian,
        """
        0900 0110 'UN' 0000 FFFFFFFF
            FEFF 00E0 FFFFFFFF  2800 1000 02000000 0102  FEFF 0DE0 00000000
        FEFF DDE0 00000000
        """,
        """
        0009 1001 'SQ' 0000 FFFFFFFF
            FFFE E000 FFFFFFFF  0028 0010 'US' 0002 0201  FFFE E00D 00000000
        FFFE E0DD 00000000
        """);

    [Fact]
    public Task Leaves_the_bytes_of_UN_in_place() => AssertConverted(
        BigEndian,
        Explicit,
        "0009 1001 'UN' 0000 00000004 01020304  0028 0010 'US' 0002 0102",
        "0900 0110 'UN' 0000 04000000 01020304  2800 1000 'US' 0200 0201");

    [Theory]
    [InlineData("0000", "US")]
    [InlineData("0100", "SS")]
    public Task Tells_US_from_SS_by_pixel_representation(string representation, string vr) => AssertConverted(
        Implicit,
        Explicit,
        $"2800 0301 02000000 {representation}  2800 0601 02000000 FF00",
        $"2800 0301 'US' 0200 {representation}  2800 0601 '{vr}' 0200 FF00");

    [Theory]
    [InlineData("0800", "OB", "01020304")]
    [InlineData("1000", "OW", "02010403")]
    public Task Tells_OB_from_OW_by_bits_allocated(string bits, string vr, string pixels) => AssertConverted(
        Implicit,
        BigEndian,
        $"2800 0001 02000000 {bits}  E07F 1000 04000000 01020304",
        $"0028 0100 'US' 0002 {bits[2..]}{bits[..2]}  7FE0 0010 '{vr}' 0000 00000004 {pixels}");

    [Fact]
    public Task Makes_a_value_too_long_for_its_VR_UN()
    {
        var text = string.Concat(Enumerable.Repeat("41", 0x10002));
        return AssertConverted(
            Implicit, Explicit, $"1000 2000 02000100 {text}", $"1000 2000 'UN' 0000 02000100 {text}");
    }

    [Fact]
    public void Needs_no_more_memory_for_a_large_value_than_for_a_small_one()
    {
        const int size = 200 << 20;
        var header = DataSetWriter.ToArray(Samples.Everything(), Explicit)[..^(200_000 + 12)];
        byte[] start = [.. header, .. Bytes.Of("E07F 1000 'OW' 0000"), .. BitConverter.GetBytes(size)];
        using var stream = DataSetConverter.OpenRead(new EndlessStream(start, start.Length + size), Explicit, BigEndian);

        var buffer = new byte[64 << 10];
        var before = GC.GetAllocatedBytesForCurrentThread();
        long total = 0;
        for (int count; (count = stream.Read(buffer)) > 0;) total += count;

        Assert.True(total > size);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Theory]
    [InlineData("0000AABBCC", "BBAA0000CC00")]
    [InlineData("AABB0000CCDDEE00 11", "0000BBAA00EEDDCC 1100")]
    [InlineData("AABB0000CCDDEE", "0000BBAA00EEDDCC")]
    public Task Pads_odd_numbers_before_it_turns_them(string value, string turned) => AssertConverted(
        Explicit,
        BigEndian,
        $"1800 1860 'UL' {Bytes.Of(value).Length:X2}00 {value}",
        $"0018 6018 'UL' 00{Bytes.Of(turned).Length:X2} {turned}");

    [Theory]
    [InlineData("0800 0500 'CS' 0A00 'ISO'")]
    [InlineData("0800 4011 'SQ' 0000 FFFFFFFF")]
    [InlineData("0800 4011 'SQ' 0000 08000000  FEFF 00E0 01000000 00")]
    [InlineData("E07F 1000 'OB' 0000 FFFFFFFF  FEFF 00E0 00000000  FEFF DDE0 00000000")]
    public async Task Refuses_what_is_malformed_truncated_or_encapsulated(string data) =>
        await Assert.ThrowsAsync<DicomFormatException>(() => Convert(new MemoryStream(Bytes.Of(data)), Explicit, Implicit));

    [Fact]
    public async Task Refuses_what_is_not_deflated() => await Assert.ThrowsAsync<DicomFormatException>(
        () => Convert(new MemoryStream(Bytes.Of("FFFFFFFF FFFFFFFF")), Deflated, Implicit));

    [Fact]
    public void Refuses_encapsulated_syntaxes()
    {
        var jpeg = TransferSyntax.Of("1.2.840.10008.1.2.4.70");

        Assert.Throws<ArgumentException>(() => DataSetConverter.OpenRead(Stream.Null, jpeg, Explicit));
        Assert.Throws<ArgumentException>(() => DataSetConverter.OpenRead(Stream.Null, Explicit, jpeg));
    }

    private static async Task AssertConverted(TransferSyntax from, TransferSyntax to, string source, string converted)
    {
        var bytes = Bytes.Of(source);
        for (var size = 1; size <= Math.Min(bytes.Length, 64); size++)
        {
            var result = await Convert(new SlowStream(bytes, size), from, to);
            Assert.Equal(System.Convert.ToHexString(Bytes.Of(converted)), System.Convert.ToHexString(result));
        }
    }

    private static async Task<byte[]> Convert(Stream source, TransferSyntax from, TransferSyntax to)
    {
        await using var stream = DataSetConverter.OpenRead(source, from, to);
        using var converted = new MemoryStream();
        await stream.CopyToAsync(converted);
        return converted.ToArray();
    }

    private sealed class EndlessStream(byte[] start, long length) : MemoryStream
    {
        private long _position;

        // Of spans: through the overload for arrays it would rent one each time, which may have to be allocated anew.
        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, length - _position);
            buffer[..count].Fill(7);
            if (_position < start.Length)
            {
                count = Math.Min(count, start.Length - (int)_position);
                start.AsSpan((int)_position, count).CopyTo(buffer);
            }

            _position += count;
            return count;
        }
    }
}
